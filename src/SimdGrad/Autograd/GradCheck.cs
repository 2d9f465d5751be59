using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Checks gradients against differences of the function, in double precision.</summary>
/// <remarks>
/// <para>Each input element is moved by steps that shrink fourfold; central differences, extrapolated to step zero, are compared
/// with what the backward pass gives. Where the function has a kink, as ReLU at 0, the one-sided slopes differ at every step; the
/// gradient then passes if it lies between them. Inputs of thousands of elements are moved in random directions instead.</para>
/// <para>What the rounding of large values makes the differences err by is allowed for, up to a hundred tolerances; beyond, the
/// check fails as inconclusive. See <c>docs/gradient-checking.md</c>.</para>
/// </remarks>
public static class GradCheck
{
    /// <summary>The largest difference that passes, relative to the larger of the two numbers and 1.</summary>
    public const double DefaultTolerance = 1e-6;

    // Differences whose rounding alone exceeds so many tolerances decide nothing.
    internal const double InconclusiveFactor = 100;

    private const int MaxJacobianElements = 4096, MaxJacobianRows = 256, MaxElements = 2048, DirectionCount = 4;

    // Directions leave out elements at kinks, which are compared by themselves, up to so many.
    private const int MaxKinks = 64;

    /// <summary>Throws unless the gradients of <paramref name="function"/> at a point are its derivatives.</summary>
    /// <param name="function">Records the function of the tensors that it is given, one for each input, on their tape.</param>
    /// <param name="inputs">The point.</param>
    /// <param name="tolerance">The largest difference that passes, relative to the larger of the two numbers and 1.</param>
    /// <param name="seed">What random combinations and directions are a function of.</param>
    /// <param name="method">What is compared.</param>
    /// <exception cref="GradCheckException">
    /// A gradient is wrong, or not finite; or the check could not tell. The message, and
    /// <see cref="GradCheckException.Mismatch"/>, name the output, the input, the element, both numbers, the tolerance and the
    /// seed of the derivative that is furthest off.
    /// </exception>
    /// <exception cref="ArgumentException">An input's shape does not fit its values; or what the function throws.</exception>
    public static void Check(
        Func<Tensor<double>[], Tensor<double>> function, IReadOnlyList<GradCheckInput> inputs,
        double tolerance = DefaultTolerance, ulong seed = 1, GradCheckMethod method = GradCheckMethod.Automatic)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        if (!(tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be greater than 0.");
        if (!Enum.IsDefined(method))
            throw new ArgumentOutOfRangeException(nameof(method), method, "No such method.");
        using var checkedFunction = new GradCheckFunction(function, inputs);
        CheckDeterminism(checkedFunction, seed);
        int rows = checkedFunction.Center.Length, columns = checkedFunction.Count;
        if (method == GradCheckMethod.Automatic)
        {
            method = rows <= MaxJacobianRows && (long)rows * columns <= MaxJacobianElements ? GradCheckMethod.Jacobian
                : columns <= MaxElements ? GradCheckMethod.Elements
                : GradCheckMethod.Directions;
        }
        var report = new GradCheckReport(checkedFunction, tolerance, seed);
        if (method == GradCheckMethod.Jacobian)
            CheckJacobian(checkedFunction, report);
        else if (method == GradCheckMethod.Elements)
            CheckElements(checkedFunction, report, Weights(rows, seed));
        else
            CheckDirections(checkedFunction, report, Weights(rows, seed), tolerance, seed);
        if (report.Worst is { } worst)
            throw new GradCheckException(worst);
    }

    private static void CheckDeterminism(GradCheckFunction function, ulong seed)
    {
        double[] again = function.Evaluate();
        for (int i = 0; i < again.Length; i++)
        {
            if (!again[i].Equals(function.Center[i]))
            {
                string values = FormattableString.Invariant($"{function.Center[i]:R}, and {again[i]:R} when it is called again");
                throw new GradCheckException(
                    $"The function is not deterministic: element {i} of its output {function.OutputShape} is {values}.")
                {
                    Failure = GradCheckFailure.NotDeterministic,
                };
            }
        }
    }

    private static void CheckJacobian(GradCheckFunction function, GradCheckReport report)
    {
        int rows = function.Center.Length;
        double[][][] gradients = [.. Enumerable.Range(0, rows).Select(row =>
        {
            double[] unit = new double[rows];
            unit[row] = 1;
            return function.Gradients(unit);
        })];
        for (int i = 0; i < function.Points.Length; i++)
        {
            for (int j = 0; j < function.Points[i].Length; j++)
            {
                var stencil = StencilOf(function, i, j);
                for (int row = 0; row < rows; row++)
                    report.Compare(i, j, row, gradients[row][i][j], stencil.Of(row));
            }
        }
    }

    private static void CheckElements(GradCheckFunction function, GradCheckReport report, double[] weights)
    {
        double[][] gradients = function.Gradients(weights);
        for (int i = 0; i < function.Points.Length; i++)
            for (int j = 0; j < function.Points[i].Length; j++)
                report.Compare(i, j, null, gradients[i][j], StencilOf(function, i, j).Of(weights));
    }

    // Where the remainder of a direction is wrong, that of one of its halves is: so the wrong element is found in a few steps.
    private static void CheckDirections(
        GradCheckFunction function, GradCheckReport report, double[] weights, double tolerance, ulong seed)
    {
        double[][] gradients = function.Gradients(weights);
        double[][] signs = [.. function.Points.Select((point, input) => Direction(point, seed + (ulong)input + 1))];
        for (int k = 0; k < DirectionCount; k++)
        {
            double[][] direction = [.. signs.Select((sign, input) => Turned(sign, seed, k, input))];
            for (int kinks = 0; !Test(direction).Passes && report.Worst is null; kinks++)
            {
                var (input, element) = Locate(direction);
                var slopes = StencilOf(function, input, element).Of(weights);
                report.Compare(input, element, null, gradients[input][element], slopes);
                // Right by itself: a kink, which is left out from here on. Else the direction as a whole remains in doubt.
                if (kinks == MaxKinks || (!slopes.IsKink && report.Worst is null))
                    report.Doubt(input, element, gradients[input][element], slopes);
                signs[input][element] = direction[input][element] = 0;
            }
        }

        TaylorTest Test(double[][] direction) => new(function, weights, gradients, direction, tolerance);

        (int Input, int Element) Locate(double[][] direction)
        {
            int low = 0, high = function.Count;
            while (high - low > 1)
            {
                int middle = (low + high) / 2;
                if (Test(Part(direction, low, middle)).Passes)
                    low = middle;
                else
                    high = middle;
            }
            int input = 0;
            for (; low >= direction[input].Length; input++)
                low -= direction[input].Length;
            return (input, low);
        }
    }

    // The elements of a direction from `low` to `high`, counted over all inputs, and 0 elsewhere.
    private static double[][] Part(double[][] direction, int low, int high)
    {
        int start = 0;
        return [.. direction.Select(of =>
        {
            int first = start;
            start += of.Length;
            return of.Select((v, j) => first + j >= low && first + j < high ? v : 0).ToArray();
        })];
    }

    private static Stencil StencilOf(GradCheckFunction function, int input, int element) =>
        new(x => function.Evaluate(input, element, x), function.Center, function.Points[input][element]);

    private static double[] Weights(int count, ulong seed)
    {
        var random = new CounterRandom(seed);
        return [.. Enumerable.Range(0, count).Select(i => random.Uniform((ulong)i) + 0.5)];
    }

    private static double[] Direction(double[] point, ulong seed)
    {
        var random = new CounterRandom(seed);
        return [.. point.Select((x, i) => (random.Uniform((ulong)i) + 0.5) * Math.Max(1, Math.Abs(x)))];
    }

    // With random signs.
    private static double[] Turned(double[] direction, ulong seed, int turn, int input)
    {
        var random = new CounterRandom(seed ^ (ulong)((turn + 1) << 20) ^ (ulong)(input << 10));
        return [.. direction.Select((v, i) => random.Below(2, (ulong)i) == 0 ? v : -v)];
    }
}
