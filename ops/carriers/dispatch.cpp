#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/shared_library.hpp>
#include <chainrule/ops/carriers/dispatch.hpp>

#include <cstdint>

namespace chainrule {

namespace {

hwy::ChosenTarget& chosen() {
  const SharedLibrary library({CHAINRULE_HIGHWAY_LIBRARY, CHAINRULE_HIGHWAY_NAME});
  const auto choice = library.find<hwy::ChosenTarget& (*)()>("_ZN3hwy15GetChosenTargetEv");  // hwy::GetChosenTarget()
  const auto supported = library.find<std::int64_t (*)()>("_ZN3hwy16SupportedTargetsEv");    // hwy::SupportedTargets()
  if (choice == nullptr || supported == nullptr)
    throw Error("Highway's library is not installed: on Debian, its package is called libhwy1");
  if (!choice().IsInitialized()) choice().Update(supported());
  return choice();
}

}  // namespace

hwy::ChosenTarget& chosen_target() {
  static hwy::ChosenTarget& kChosen = chosen();
  return kChosen;
}

}  // namespace chainrule
