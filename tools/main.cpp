// The program chainrule.
#include <chainrule/tools/commands/commands.hpp>

int main(int argc, char** argv) {
  chainrule::CommandLine program;
  chainrule::add_eval(program);
  chainrule::add_grad(program);
  chainrule::add_dot(program);
  chainrule::add_step(program);
  chainrule::add_page(program);
  chainrule::add_train(program);
  chainrule::add_demo(program);
  chainrule::add_explain(program);
  chainrule::add_doctor(program);
  chainrule::add_check(program);
  chainrule::add_convert(program);
  chainrule::add_ops(program);
  return program.run(argc, argv);
}
