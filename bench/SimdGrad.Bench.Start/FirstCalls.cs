using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>The first calls: a product, the functions that the targets name beside their peer, two losses.</summary>
internal static class FirstCalls
{
    private const int NextCalls = 5;

    // Elements that fit the second-level cache, as those of the report on elementwise functions.
    private const int Length = 1 << 16;

    private static readonly int[] s_lengths = [Length, Length, Length], s_long = [1 << 20, 1 << 20, 1 << 20];

    /// <summary>What can be measured.</summary>
    public static IReadOnlyList<FirstCallKernel> All { get; } =
    [
        Ours("gemm 256x256x256", [256 * 256, 256 * 256, 256 * 256], o => Gemm.Multiply(
            new ReadOnlyMatrix<float>(o[0], 256, 256), new ReadOnlyMatrix<float>(o[1], 256, 256),
            new Matrix<float>(o[2], 256, 256))),
        Ours("relu", o => Map.Forward<Relu, float>(o[0], o[2])),
        Peer("relu", o => TensorPrimitives.Max(o[0], 0f, o[2])),
        Ours("sigmoid", o => Map.Forward<Sigmoid, float>(o[0], o[2])),
        Peer("sigmoid", o => TensorPrimitives.Sigmoid<float>(o[0], o[2])),
        Ours("tanh", o => Map.Forward<Tanh, float>(o[0], o[2])),
        Peer("tanh", o => TensorPrimitives.Tanh<float>(o[0], o[2])),
        Ours("exp", o => Map.Forward<Exp, float>(o[0], o[2])),
        Peer("exp", o => TensorPrimitives.Exp<float>(o[0], o[2])),
        Ours("add", o => Zip.Forward<Add, float>(o[0], o[1], o[2])),
        Peer("add", o => TensorPrimitives.Add<float>(o[0], o[1], o[2])),
        Ours("multiply", o => Zip.Forward<Multiply, float>(o[0], o[1], o[2])),
        Peer("multiply", o => TensorPrimitives.Multiply<float>(o[0], o[1], o[2])),
        Ours("sum", o => o[2][0] = Reduce.Sum<float>(o[0])),
        Peer("sum", o => o[2][0] = TensorPrimitives.Sum<float>(o[0])),
        Ours("relu 1 Mi", s_long, o => Map.Forward<Relu, float>(o[0], o[2])),
        Ours("sigmoid 1 Mi", s_long, o => Map.Forward<Sigmoid, float>(o[0], o[2])),
        Ours("add 1 Mi", s_long, o => Zip.Forward<Add, float>(o[0], o[1], o[2])),
        Ours("sum 1 Mi", s_long, o => o[2][0] = Reduce.Sum<float>(o[0])),
        SoftmaxCrossEntropy(256, 1000),
        BinaryCrossEntropyWithLogits(4096),
    ];

    /// <summary>The first call, what of it is compiling, the median of the next calls, and a warm one; in microseconds.</summary>
    public static string Measure(FirstCallKernel kernel)
    {
        Parallelism.MaxThreads = 1;
        var action = kernel.Prepare();
        var calls = new TimeSpan[1 + NextCalls];
        // The clocks are compiled before the kernel.
        _ = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp()) + JitInfo.GetCompilationTime(currentThread: true);
        var compiled = TimeSpan.Zero;
        for (int i = 0; i < calls.Length; i++)
        {
            var before = JitInfo.GetCompilationTime(currentThread: true);
            long start = Stopwatch.GetTimestamp();
            action();
            calls[i] = Stopwatch.GetElapsedTime(start);
            if (i == 0)
                compiled = JitInfo.GetCompilationTime(currentThread: true) - before;
        }
        Timing.SettleTiers([action]);
        double warm = Contest.MedianSeconds([action], threads: 1)[0];
        double next = Timing.Median(calls.Skip(1).Select(call => call.TotalMicroseconds));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{calls[0].TotalMicroseconds} {compiled.TotalMicroseconds} {next} {warm * 1e6}");
    }

    private static FirstCallKernel Ours(string name, Action<Operands> call) => Ours(name, s_lengths, call);

    private static FirstCallKernel Ours(string name, int[] lengths, Action<Operands> call) =>
        new("simdgrad", name, () => Bind(lengths, call));

    private static FirstCallKernel Peer(string name, Action<Operands> call) =>
        new("tensorPrimitives", name, () => Bind(s_lengths, call));

    private static Action Bind(int[] lengths, Action<Operands> call)
    {
        var operands = new Operands(lengths);
        return () => call(operands);
    }

    private static FirstCallKernel SoftmaxCrossEntropy(int rows, int columns)
    {
        int[] classes = [.. Enumerable.Range(0, rows).Select(row => row * 7 % columns)];
        return Ours("softmaxCrossEntropy", [rows * columns, rows, rows * columns], o =>
            RowLosses.SoftmaxCrossEntropy<float>(o[0], columns, classes, 1f / rows, o[1], o[2]));
    }

    private static FirstCallKernel BinaryCrossEntropyWithLogits(int length) => new(
        "simdgrad", "binaryCrossEntropyWithLogits", () =>
        {
            var operands = new Operands(length, length, length);
            var targets = operands[1];
            for (int i = 0; i < length; i++)
                targets[i] = i % 2;
            return () => Losses.Evaluate<BinaryCrossEntropyWithLogits, float>(operands[0], operands[1], 1f / length, operands[2]);
        });
}
