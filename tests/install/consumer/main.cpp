// A user's program, built against the installed package; the test writes every_header.hpp.
#include "every_header.hpp"

int main() { return 0; }
