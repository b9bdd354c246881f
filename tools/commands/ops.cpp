// ops: the reference of all ops, printed from their definitions.
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/reports/op_example.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace chainrule {
namespace {

struct Options {
  std::vector<std::string> names;
  bool json = false;
};

std::string_view kind_text(AttributeKind kind) {
  switch (kind) {
    case AttributeKind::boolean:
      return "true or false";
    case AttributeKind::integer:
      return "a whole number";
    case AttributeKind::integers:
      break;
  }
  return "a list of whole numbers";
}

/// How the text form calls it: sum(x, axis=..., keepdims=...).
std::string signature(const OpInfo& op) {
  std::string arguments = fmt::format("{}{}", fmt::join(op.args, ", "), op.variadic ? ", ..." : "");
  for (const AttributeSpec& attribute : op.attributes) arguments += fmt::format(", {}=...", attribute.name);
  return fmt::format("{}({})", op.name, arguments);
}

std::string lines_of(const OpInfo& op) {
  const OpFormulas formulas = op_formulas(op, Dialect::display);
  std::string lines = fmt::format("{}\n", signature(op));
  if (!op.summary.empty()) lines += fmt::format("  {}\n", op.summary);
  lines += fmt::format("  {}\n", formulas.value);
  for (const std::string& partial : formulas.partials)
    if (!partial.empty()) lines += fmt::format("  {}\n", partial);
  if (const auto example = example_of(op)) {
    lines += fmt::format("  for {}:\n", example->call);
    for (const std::string& cotangent : example->cotangents)
      if (!cotangent.empty()) lines += fmt::format("    {}\n", cotangent);
  }
  for (std::size_t i = 0; i < op.args.size(); ++i)
    if (!op.differentiable(i)) lines += fmt::format("  not differentiable by {}\n", op.args[i]);
  for (std::size_t i = 0; i < op.domain.size(); ++i)
    lines +=
        fmt::format("  {} in [{}, {}]\n", op.args[i], number_text(op.domain[i].low), number_text(op.domain[i].high));
  for (const AttributeSpec& attribute : op.attributes)
    lines += fmt::format("  {}: {}{}\n", attribute.name, kind_text(attribute.kind),
                         attribute.required ? "" : ", may be left out");
  return lines;
}

void write_arguments(JsonWriter& json, const OpInfo& op, const OpFormulas& formulas) {
  const auto example = example_of(op);
  if (example) json.key("example").text(example->call);
  json.key("arguments").begin_array();
  for (std::size_t i = 0; i < op.args.size(); ++i) {
    json.begin_object().key("name").text(op.args[i]).key("differentiable").boolean(op.differentiable(i));
    if (i < op.domain.size()) {
      json.key("domain").begin_array().number(op.domain[i].low).number(op.domain[i].high).end_array();
    }
    if (i < formulas.partials.size() && !formulas.partials[i].empty()) json.key("partial").text(formulas.partials[i]);
    if (example && !example->cotangents[i].empty()) json.key("cotangent").text(example->cotangents[i]);
    json.end_object();
  }
  json.end_array();
}

void write_op(JsonWriter& json, const OpInfo& op) {
  const OpFormulas formulas = op_formulas(op, Dialect::display);
  json.begin_object().key("name").text(op.name).key("symbol").text(op.shown());
  json.key("summary").text(op.summary).key("formula").text(formulas.value);
  write_arguments(json, op, formulas);
  json.key("variadic").boolean(op.variadic).key("attributes").begin_array();
  for (const AttributeSpec& attribute : op.attributes) {
    json.begin_object().key("name").text(attribute.name).key("kind").text(kind_text(attribute.kind));
    json.key("required").boolean(attribute.required).end_object();
  }
  json.end_array().end_object();
}

const OpInfo& op_named(const OpSet& all, const std::string& name) {
  if (const OpInfo* op = all.find(name)) return *op;
  NearestName nearest(name);
  for (const OpInfo* op : all.ops) nearest.consider(op->name);
  throw UsageError(fmt::format("there is no op named {}{}", in_quotes(name), nearest.hint()));
}

Report ops(const Options& options) {
  const OpSet& all = standard_ops();
  std::vector<const OpInfo*> chosen;
  for (const std::string& name : options.names) chosen.push_back(&op_named(all, name));
  if (options.names.empty()) chosen = all.ops;
  JsonWriter json;
  json.begin_object().key("ops").begin_array();
  std::string lines;
  for (const OpInfo* op : chosen) {
    if (options.json)
      write_op(json, *op);
    else
      lines += (lines.empty() ? "" : "\n") + lines_of(*op);
  }
  json.end_array().end_object();
  return {.output = options.json ? json.take() : lines};
}

}  // namespace

void add_ops(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("ops", "Print the reference of all ops",
                                "  chainrule ops\n  chainrule ops sigmoid log_loss\n  chainrule ops --json",
                                [options] { return ops(*options); });
  command.positional("NAME", options->names, "Only these");
  command.flag("--json", options->json, "Print one JSON object: {\"ops\": [{\"name\": ..., \"formula\": ...}, ...]}");
}

}  // namespace chainrule
