// The program's commands, one file each.
#pragma once

#include <chainrule/tools/arguments/command_line.hpp>

namespace chainrule {

// Each adds one command. In main.cpp they stand in the order of the help.

void add_eval(CommandLine& program);
void add_grad(CommandLine& program);
void add_dot(CommandLine& program);
void add_step(CommandLine& program);
void add_page(CommandLine& program);
void add_train(CommandLine& program);
void add_demo(CommandLine& program);
void add_doctor(CommandLine& program);
void add_explain(CommandLine& program);
void add_check(CommandLine& program);
void add_convert(CommandLine& program);
void add_ops(CommandLine& program);

}  // namespace chainrule
