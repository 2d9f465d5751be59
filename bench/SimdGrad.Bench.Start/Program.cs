// list                    the kernels whose first call can be measured: a line with library and name for each
// call LIBRARY NAME       the first call, compiling it, a next call and a warm one, in microseconds
// step TIMESTAMP          from this Stopwatch timestamp to the end of the first training step, in microseconds; the resident
//                         bytes then; the bytes of the program on disk
// Nothing of SimdGrad is called before what is measured, and the answers are plain text, so that little is compiled for them.
using SimdGrad.Bench;

string answer = args switch
{
    ["list"] => string.Join('\n', FirstCalls.All.Select(kernel => $"{kernel.Library} {kernel.Name}")),
    ["call", var library, var name] => FirstCalls.Measure(FirstCalls.All.Single(k => k.Library == library && k.Name == name)),
    ["step", var timestamp] => FirstStep.Measure(long.Parse(timestamp)),
    _ => throw new ArgumentException("list | call LIBRARY NAME | step TIMESTAMP"),
};
Console.WriteLine(answer);
