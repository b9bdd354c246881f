// Explanations in English.
#include <chainrule/tools/languages/catalogue.hpp>

namespace chainrule {

namespace {

constexpr Phrase kEnglish[] = {
    // The parts of an explanation.
    {"title", "How {loss} changes: the chain rule, node by node"},
    {"about", "{dz} is short for {full}: how fast {loss} changes when {z} changes."},
    {"about.loss", "The backward pass starts here: {loss} changes exactly as much as {loss} itself."},
    {"example", "Numbers that differ from example to example are those of example {example} of {examples}."},
    {"rule.direct", "{z} goes straight into {loss}, so this is the derivative of {loss} itself:"},
    {"rule.through",
     "{z} acts on {loss} through {consumer} alone. The chain rule multiplies the derivatives on the way:"},
    {"rule.several", "{z} is used in several places: {consumers}. The chain rule adds what comes back from each:"},
    {"rule.whole", "What comes back from {consumer} is, for all elements at once:"},
    {"rule.nothing", "No path leads from {z} to {loss}: changing {z} changes nothing, so {dz} = 0."},
    {"with", "with"},
    {"summed", "All examples share {z}, so what comes back from each of the {examples} examples is added up."},
    {"paths",
     "{count} paths lead from {loss} back to {z}. Each gives the product of its derivatives, and {dz} is the sum of "
     "all the products:"},
    {"paths.more",
     "and so on: {left} more paths. The backward pass never walks them one by one; it adds up at every node."},
    {"working", "The same in symbols:"},
    {"working.direct", "Written more shortly:"},
    {"working.term", "In symbols, for each example:"},
    {"same", "Both ways give the same number: {numbers}."},
    {"cancels",
     "In 64-bit numbers {form} gives {printed} here: the digits of a difference of nearly equal numbers cancel. "
     "Computed by a form without that difference, {computed}; that number is what goes on."},
    {"differs",
     "The long way gives {long}, the short form {short}: a number on the long way is too large or too small for the "
     "computer."},
    {"differs.stable", "The op {op} has the short form built in."},
    {"holds", "(Only what is not 0 may be cancelled: {conditions}.)"},
    {"recipe", "In short:"},
    {"and", " and "},
    // The names of rewritings.
    {"rewriting.constants", "calculate the numbers"},
    {"rewriting.plus-zero", "adding 0 changes nothing"},
    {"rewriting.times-one", "multiplying by 1 changes nothing"},
    {"rewriting.times-zero", "multiplying by 0 gives 0"},
    {"rewriting.like-terms", "collect like terms"},
    {"rewriting.common-denominator", "common denominator"},
    {"rewriting.cancel", "cancel {subject}"},
    {"rewriting.factors", "collect the factors"},
    {"rewriting.signs", "two minuses make a plus"},
    {"rewriting.powers", "work out the power"},
    {"rewriting.reflection", "the function of a negative argument"},
    {"rewriting.rearrange", "rearrange"},
    // Learners' questions.
    {"questions", "Questions"},
    {"see", "Try it: {command}"},
    {"why-dz.question", "Why is {dz} as simple as {short}?"},
    {"why-dz.answer",
     "Two derivatives meet and cancel. Over a common denominator, {da} = {quotient}. The next factor, {edge} = "
     "{slope}, "
     "is exactly that denominator. What is left is the error, prediction minus label: {dz} = {short} = {substituted} = "
     "{number}. This is no accident: the loss was made for this function."},
    {"what-is-da.question", "What does {da} stand for?"},
    {"what-is-da.answer",
     "{da} is short for {full}, the derivative of {loss} with respect to {a}. It is not a small change of {a}. In a "
     "program, every derivative is one of the same {loss}, so the variable is simply called {da}. Here {da} = "
     "{number}: "
     "if {a} grew by 0.001, {loss} would change by about {change}."},
    {"why-dw.question", "Why is {dw} = {recipe}?"},
    {"why-dw.answer",
     "{w} enters {z} multiplied by {x}: when {w} grows by a little, {z} grows {x} times as much, so {edge} = {x} = "
     "{number}. The chain rule multiplies by {dz}: {dw} = {recipe} = {substituted} = {result}. An input that is 0 "
     "teaches its parameter nothing."},
    {"why-ln.question", "Which logarithm is log, and why ln?"},
    {"why-ln.answer",
     "log is the natural logarithm, ln, to the base e = 2.718... Its derivative is the simplest: that of {log} "
     "is {derivative}, without a further factor. To the base 10 every derivative would be multiplied by 1/ln 10 = "
     "0.434..., and the minimum "
     "would stay where it is. Here {example}."},
    {"why-plus.question", "Why does {term} have a plus, although both terms of {loss} have a minus?"},
    {"why-plus.answer",
     "The second term of {loss} has two minuses. One stands in front of it. The other comes from inside: the "
     "derivative "
     "of {inner} with respect to {a} is -1. Two minuses make a plus. The first term has only the minus in front, and "
     "keeps it: {whole}."},
    {"why-subtract.question", "Why is {step} subtracted from {w}?"},
    {"why-subtract.answer",
     "{dw} says in which direction {loss} grows: if it is positive, a larger {w} gives a larger {loss}. We want {loss} "
     "to fall, so we go the opposite way, by a small step whose length the learning rate {alpha} sets: {update}. Here "
     "{dw} = {number}, so with {alpha} = {rate} the new value is {substituted} = {result}."},
    {"why-mean.question", "Why 1/m, and where does it appear?"},
    {"why-mean.answer",
     "{J} is the mean of the losses of m examples, so each loss is worth 1/m of it: {edge} = {share}. Everything "
     "further "
     "back is multiplied by that. Look which derivative is meant: for example i, {one}, but {all}. Dividing once at "
     "the "
     "end, after the sum over all examples, gives the same. Here m = {examples}."},
    {"w-transposed-x.question", "Is {matrix} the same as {sum}?"},
    {"w-transposed-x.answer",
     "Yes. Put the parameters into a column w and the inputs into a column x; then a row times a column, {matrix}, is "
     "the sum of the products of their elements. In numbers: {substituted} = {number}. The short notation says the "
     "same for any number of features, and a computer calculates it faster."},
    {"shape-of-dw.question", "What shape does {dw} have?"},
    {"shape-of-dw.answer",
     "The same as {w}: {shape}. There is one derivative for every number in {w}, because every number gets a "
     "correction of its own, {update}. If the shapes differ, something was not summed or not transposed."},
    {"shape-of-dw.answer.scalar",
     "The same as {w}: {w} is one number, so {dw} is one number too, and {update} makes sense. If the parameters stood "
     "in a column w, their derivatives would stand in a column dw of the same length, each beside its own parameter."},
    {"notations.question", "{dz} or {long}: which notation is right?"},
    {"notations.answer",
     "Both, and they are the same number, {number}. {long} says in full what is differentiated with respect to what; "
     "{dz} is what the variable is called in a program. The d in front always means: the derivative of {loss} with "
     "respect to."},
    {"recipe.question", "What is the short recipe?"},
    {"recipe.answer",
     "Go forward to {loss}. Then, from the loss back: {recipe}. When all these are known, and not before, correct all "
     "parameters, with the learning rate {alpha}: {updates}."},
    {"loss-at-one.question", "Why did the loss become NaN or infinite at {a} = {number}?"},
    {"loss-at-one.answer",
     "A computer keeps about 16 digits, so for {z} = {logit} the prediction {a} is rounded to {number}, as if there "
     "were no doubt left. Then the loss takes the logarithm of 0, the derivative {da} divides by 0, and an infinite "
     "factor stays infinite, or becomes NaN where the next one is 0: {loss} = {long}, {da} = {slope}, {dz} = "
     "{dz_long}. The mathematics is all right. The op {op} goes "
     "from {z} to the loss without the detour over {a}: it gives {short} and the derivative {dz_short}."},
    {"vanishing.question", "Why does the gradient vanish at {z} = {number}?"},
    {"vanishing.answer",
     "Far from 0 the function is flat: its slope {edge} = {slope} is {local} here, while it is {steepest} at 0. "
     "Everything further back is multiplied by that, so the parameters hardly move. With this loss the flat factor "
     "cancels and leaves {dz} = {short}, which is small only where the prediction is right. A loss that does not "
     "cancel it learns nothing here, even from a wrong prediction."},
    {"vanishing.answer.plain",
     "Far from 0 the function is flat: its slope {edge} = {slope} is {local} here, while it is {steepest} at 0. "
     "Everything further back is multiplied by that, so the parameters hardly move, however wrong the result is. "
     "Smaller starting values and standardised inputs keep {z} near 0, where the function is steep."},
};

}  // namespace

std::span<const Phrase> english_phrases() { return kEnglish; }

}  // namespace chainrule
