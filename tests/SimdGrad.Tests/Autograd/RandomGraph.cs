using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Autograd;

/// <summary>
/// A random function of a few tensors: operations that read any of the nodes before them, so that some are used several times and
/// some not at all. Its value is what the last node is.
/// </summary>
internal sealed class RandomGraph
{
    private const int MaxInputs = 3, Attempts = 40, MaxElements = 64;

    // Beyond these a function is too large, or too steep, for differences to say much.
    private const double MaxValue = 20, MaxSlope = 50;

    private RandomGraph(IReadOnlyList<GradCheckInput> inputs, IReadOnlyList<GraphStep> steps) =>
        (Inputs, Steps) = (inputs, steps);

    /// <summary>The inputs.</summary>
    public IReadOnlyList<GradCheckInput> Inputs { get; }

    /// <summary>The steps.</summary>
    public IReadOnlyList<GraphStep> Steps { get; }

    /// <summary>Runs a check of random graphs of up to so many steps; a failure is reported with a small graph.</summary>
    public static void ForAll(int maxSteps, int count, IReadOnlyList<GraphOperation> operations, Action<RandomGraph> check)
    {
        var graphs = Arb.From(
            Gen.Choose(1, maxSteps).SelectMany(
                _ => Gen.Choose(0, int.MaxValue), (size, seed) => Generate(size, (ulong)seed, operations)),
            graph => graph.Shrunk());
        Check.One(SampleCount.Config(count), Prop.ForAll(graphs, check));
    }

    /// <summary>Records the graph; <paramref name="wrap"/> may put something around each operand.</summary>
    public Tensor<T> Record<T>(Tensor<T>[] inputs, Func<Tensor<T>, Tensor<T>>? wrap = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<Tensor<T>> nodes = [.. inputs];
        foreach (var step in Steps)
        {
            var operands = step.Operands.Select(i => nodes[i]);
            nodes.Add(step.Operation.Record([.. wrap is null ? operands : operands.Select(wrap)], step.Choice));
        }
        return nodes[^1];
    }

    /// <summary>Smaller graphs: of fewer steps, of smaller inputs, of simpler numbers.</summary>
    public IEnumerable<RandomGraph> Shrunk()
    {
        int inputs = Inputs.Count;
        // Only what the last step reads, directly or not.
        var used = new HashSet<int>();
        for (int i = Steps.Count - 1; i >= 0; i--)
            if (i == Steps.Count - 1 || used.Contains(inputs + i))
                used.UnionWith(Steps[i].Operands);
        foreach (int unused in Enumerable.Range(0, Steps.Count - 1).Where(i => !used.Contains(inputs + i)).Reverse())
        {
            yield return Without(inputs + unused, 0);
            yield break;
        }
        for (int i = 0; i < inputs && inputs > 1; i++)
            if (!used.Contains(i))
                yield return Without(i, 0);
        if (Steps.Count > 1)
        {
            var shorter = new RandomGraph(Inputs, [.. Steps.SkipLast(1)]);
            if (shorter.HasGradient())
                yield return shorter;
            // What read a step reads one of its operands instead.
            for (int i = 0; i < Steps.Count - 1; i++)
                foreach (int operand in Steps[i].Operands.Distinct())
                    if (Without(inputs + i, operand) is { } smaller && smaller.IsWellBehaved() && smaller.HasGradient())
                        yield return smaller;
        }
        for (int i = 0; i < inputs; i++)
            foreach (var shape in Smaller(Inputs[i].Shape))
            {
                GradCheckInput[] changed = [.. Inputs];
                changed[i] = new(shape, Inputs[i].Values[..shape.FlattenedLength]);
                var smaller = new RandomGraph(changed, Steps);
                if (smaller.IsWellBehaved())
                    yield return smaller;
            }
    }

    public override string ToString()
    {
        string Name(int node) => node < Inputs.Count ? $"x{node}" : $"t{node - Inputs.Count}";
        return string.Join('\n',
        [
            .. Inputs.Select((x, i) => $"{Name(i)} {x.Shape} = {string.Join(", ", x.Values)}"),
            .. Steps.Select((step, i) => $"{Name(Inputs.Count + i)} = {step.Operation.Name} of "
                + $"{string.Join(", ", step.Operands.Select(Name))}, choice {step.Choice}"),
        ]);
    }

    private static RandomGraph Generate(int size, ulong seed, IReadOnlyList<GraphOperation> operations)
    {
        var random = new CounterRandom(seed);
        ulong draw = 0;
        int Below(int bound) => random.Below(bound, draw++);
        var inputs = new GradCheckInput[1 + Below(MaxInputs)];
        Shape common = [1 + Below(3), 1 + Below(4)];
        for (int i = 0; i < inputs.Length; i++)
        {
            // Mostly of one shape, so that they fit; sometimes one that a matrix product takes.
            var shape = Below(4) switch { 0 => [common[1], common[0]], 1 => [common[1]], _ => common };
            inputs[i] = new(shape, [.. Enumerable.Range(0, shape.FlattenedLength).Select(_ => 4 * random.Uniform(draw++) - 2)]);
        }
        var graph = new RandomGraph(inputs, []);
        for (int attempt = 0; attempt < Attempts * size && graph.Steps.Count < size; attempt++)
        {
            var operation = operations[Below(operations.Count)];
            int nodes = inputs.Length + graph.Steps.Count;
            // Late nodes more often, so that the graph is deep too.
            int[] operands = [.. Enumerable.Range(0, operation.Operands).Select(_ => Math.Max(Below(nodes), Below(nodes)))];
            var longer = new RandomGraph(inputs, [.. graph.Steps, new GraphStep(operation, operands, Below(24))]);
            if (longer.IsWellBehaved())
                graph = longer;
        }
        // A comparison may be a step, but has no gradient.
        while (graph.Steps.Count > 0 && !graph.HasGradient())
            graph = new RandomGraph(inputs, [.. graph.Steps.SkipLast(1)]);
        return graph.Steps.Count > 0 ? graph : new RandomGraph(inputs, [new(GraphOperation.Applying(new Square()), [0], 0)]);
    }

    private bool HasGradient()
    {
        using var tape = new Tape<double>();
        return Record<double>([.. Inputs.Select(x => tape.Variable(x.Values, x.Shape))]).RequiresGradient;
    }

    // Whether every step takes what it is given and is finite, moderate and not too steep there, also as a function of its
    // operands alone: the root of x - x is not.
    private bool IsWellBehaved()
    {
        using var tape = new Tape<double>();
        List<Tensor<double>> nodes = [.. Inputs.Select(x => tape.Variable(x.Values, x.Shape))];
        foreach (var step in Steps)
        {
            Tensor<double>[] operands = [.. step.Operands.Select(i => nodes[i])];
            try
            {
                nodes.Add(step.Operation.Record(operands, step.Choice));
            }
            catch (ArgumentException)
            {
                return false;
            }
            double[] here = nodes[^1].Values.ToArray();
            if (here.Length is 0 or > MaxElements || !IsModerate(here, Beside(step, operands, 1e-7)))
                return false;
            if (!IsModerate(here, Beside(step, operands, -1e-7)))
                return false;
        }
        return true;

        double[] Beside(GraphStep step, Tensor<double>[] operands, double move) => step.Operation.Record(
            [.. operands.Select((x, n) => tape.Constant(Moved(x.Values.ToArray(), n, move), x.Shape))], step.Choice)
            .Values.ToArray();

        static double[] Moved(double[] x, int operand, double move) =>
            [.. x.Select((value, i) => value + move * (1 + (i + 2 * operand) % 3))];

        static bool IsModerate(double[] here, double[] there) =>
            here.Zip(there, (a, b) => Math.Abs(a) <= MaxValue && Math.Abs(a - b) <= 3e-7 * MaxSlope).All(x => x);
    }

    // What read the node reads the other instead.
    private RandomGraph Without(int node, int instead)
    {
        int Renumbered(int i) => i == node ? Renumbered(instead) : i > node ? i - 1 : i;
        return new RandomGraph(
            [.. Inputs.Where((_, i) => i != node)],
            [
                .. Steps.Where((_, i) => Inputs.Count + i != node)
                    .Select(step => step with { Operands = [.. step.Operands.Select(Renumbered)] }),
            ]);
    }

    private static IEnumerable<Shape> Smaller(Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] > 1)
            {
                int[] sizes = [.. Enumerable.Range(0, shape.Rank).Select(i => i == axis ? 1 : shape[i])];
                yield return new Shape(sizes);
            }
        }
    }
}
