// How the program ends where its streams and files do not take what it says, and what never reaches a terminal.
#include "../program.hpp"

#include <algorithm>
#include <filesystem>
#include <signal.h>
#include <thread>

using namespace testing;

namespace {

/// Runs the program by a shell that redirects it.
Run run_redirected(const std::string& redirection, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"-c", "\"$0\" \"$@\" " + redirection, CHAINRULE_BINARY});
  return run_program("/bin/sh", std::move(arguments));
}

/// Whether a terminal would do something else with it than show it.
bool is_raw(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0x7F || (byte < 0x20 && byte != '\n' && byte != '\t')) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a standard error that takes nothing loses no work and no status") {
  for (const std::string redirection : {"2>&-", "2>/dev/full", "2>&1 >/dev/null | true"}) {
    CAPTURE(redirection);
    const Folder folder;
    const std::string data = folder.file("data.csv", "x1,x2,y\n1,2,1\n2,0,0\n");
    const std::string model = folder / "model.json";
    const Run run =
        run_redirected(redirection, {"train", "lecture_m", "--data", data, "--iterations", "20", "-o", model});
    CHECK(run.status == 0);
    for (int wait = 0; wait < 200 && !std::filesystem::exists(model); ++wait)  // behind a pipe the shell does not wait
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(nlohmann::json::accept(content_of(model)));
  }
  CHECK(run_redirected("2>&-", {"eval", "nothing.graph"}).status == 3);
  CHECK(run_redirected("2>/dev/full", {"eval", "--frobnicate"}).status == 2);
}

TEST_CASE("results that cannot be written are status 3 in every command") {
  const std::vector<std::vector<std::string>> commands = {{"eval", "lecture"},
                                                          {"grad", "lecture"},
                                                          {"dot", "lecture"},
                                                          {"step", "lecture", "--json"},
                                                          {"page", "lecture"},
                                                          {"demo"},
                                                          {"ops", "sigmoid"},
                                                          {"explain", "lecture", "--node", "z"},
                                                          {"doctor", "lecture"},
                                                          {"check", "lecture"},
                                                          {"--help"}};
  for (const auto& command : commands) {
    CAPTURE(command[0]);
    CHECK(run_redirected(">/dev/full", command).status == 3);
    CHECK(run_redirected(">&-", command).status == 3);
  }
  const Folder folder;
  const std::string script = folder.file("script", "continue\nprint dw1\n");
  CHECK(run_redirected(">/dev/full", {"step", "lecture", "-x", script}).status == 3);
}

TEST_CASE("hostile names and files never reach a terminal raw") {
  for (const std::string hostile : {"\x1b[2J", "\a", "\r", "\x7f",
                                    "\xC2\x9B"
                                    "2J",
                                    "\xC2\x80"}) {
    const Folder folder;
    const std::string escaped = nlohmann::json("z" + hostile).dump(-1, ' ', true);
    const std::string graph = folder.file(
        "g.graph", "input x = 1\nparam w = 0.5\n" + escaped + " = w*x\nL = log(0 - square(" + escaped + "))\nloss L\n");
    const std::string name = "z" + hostile;
    const std::string table = folder.file("t.csv", "\"" + name + "\",y\n1,1\n2,0\n3,1\n");
    const std::string model = folder.file("m.json", "{" + escaped + ": 1}");
    const std::vector<std::vector<std::string>> commands = {{"eval", graph},
                                                            {"grad", graph, "--wrt", name},
                                                            {"explain", graph},
                                                            {"explain", graph, "--node", name},
                                                            {"demo", graph},
                                                            {"doctor", graph},
                                                            {"check", graph},
                                                            {"check", graph, "--wrt", name + "!"},
                                                            {"step", graph, "--json"},
                                                            {"eval", graph, "--json"},
                                                            {"dot", graph},
                                                            {"dot", graph, "--show", name},
                                                            {"dot", graph, "--around", hostile},
                                                            {"grad", graph, "--of", hostile},
                                                            {"grad", graph, "--mode", hostile},
                                                            {"eval", "--" + hostile},
                                                            {hostile},
                                                            {"eval", hostile},
                                                            {"ops", hostile},
                                                            {"eval", graph, "--set", hostile + "=1"},
                                                            {"eval", "--expr", hostile},
                                                            {"train", graph, "--data", hostile},
                                                            {"explain", graph, "--lang", "uk"},
                                                            {"page", graph},
                                                            {"page", graph, "-o", "-"},
                                                            {"convert", graph, "out" + hostile},
                                                            {"convert", graph, folder / hostile + "/out.dot"},
                                                            {"train", "logistic", "--data", table, "-o", "-"},
                                                            {"predict", model, "--data", hostile},
                                                            {"evaluate", model, "--data", hostile},
                                                            {"grad", graph, "--json", "--wrt", name}};
    for (const auto& command : commands) {
      std::string words;
      for (const std::string& word : command) words += " " + nlohmann::json(word).dump(-1, ' ', true);
      const Run run = run_chainrule(command);
      CAPTURE(words);
      CAPTURE(nlohmann::json(run.out + run.err).dump(-1, ' ', true));
      CHECK_FALSE(is_raw(run.out));
      CHECK_FALSE(is_raw(run.err));
      CHECK(run.status >= 0);
      if (!run.out.empty() && std::ranges::find(command, "--json") != command.end())
        CHECK(nlohmann::json::accept(run.out));
    }
    const Run step = run_chainrule({"step", graph}, "list\ncontinue\ninfo\nprint " + escaped + "\ndisplay\nexplain\n");
    CHECK_FALSE(is_raw(step.out + step.err));
  }
}

TEST_CASE("a reader who is gone is an output that cannot be written") {
  const Folder folder;
  run_program("/bin/sh", {"-c", "{ sleep 0.1; \"$0\" page lecture; echo $? >'" + (folder / "status") + "'; } | true",
                          CHAINRULE_BINARY});
  for (int wait = 0; wait < 500 && content_of(folder / "status").empty(); ++wait)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(content_of(folder / "status") == "3\n");
}

TEST_CASE("an output file without a name is a usage error") {
  for (const std::string command : {"dot", "page"}) check_refused({command, "lecture", "-o", ""}, "empty", 2);
  check_refused({"train", "lecture_m", "--data", "f.csv", "-o", ""}, "empty", 2);
  check_refused({"train", "lecture_m", "--data", "f.csv", "--history", ""}, "empty", 2);
}
