using System.Numerics;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>The check itself: right gradients pass, wrong ones fail, with operations made from public members only.</summary>
public sealed class GradCheckTests
{
    private static readonly GradCheckInput Point = new([2, 3], [0.5, -1.25, 2, 1e-3, 0, 7]);

    [Fact]
    public void Right_gradients_pass()
    {
        GradCheck.Check(x => x[0].Tanh().Sum(), [Point]);
        GradCheck.Check(x => x[0] * x[0] + x[1], [Point, Point], seed: 5);
        GradCheck.Check(
            x => x[0].Linear(x[1], x[2], new Sigmoid()),
            [Point, new([3, 2], [1, 2, 3, -1, -2, -3]), new([2], [0.1, 0.2])]);
        GradCheck.Check(x => Square<RightSquare>(x[0]), [Point]);
        GradCheck.Check(x => x[0], [Point]);
    }

    [Fact]
    public void An_input_that_is_not_used_has_gradient_zero() => GradCheck.Check(x => x[1].Tanh(), [Point, Point]);

    [Fact]
    public void Empty_inputs_pass() => GradCheck.Check(x => x[0] * x[0], [new([0], [])]);

    [Fact]
    public void A_wrong_factor_fails_and_the_message_gives_both_numbers()
    {
        var mismatch = Fails(x => Square<WrongFactor>(x[0]), seed: 42, new GradCheckInput([1, 1], [2]));
        Assert.Equal(GradCheckFailure.WrongGradient, mismatch.Failure);
        Assert.Equal((0, 0, 2.0, 42ul), (mismatch.Input, mismatch.Element, mismatch.X, mismatch.Seed));
        Assert.Equal(6, mismatch.Analytic);
        Assert.Equal(4, mismatch.Numeric, 1e-9);
        Assert.Equal(
            """
            The gradient is wrong: 1 of 1 derivatives fail. The worst:
              of        element [0, 0] of the output [1, 1]
              by        element [0, 0] of input 0 [1, 1], where x = 2
              analytic  6
              numeric   4
              error     0.33, tolerance 1E-06
              seed      42
            """.ReplaceLineEndings("\n"),
            mismatch.ToString());
    }

    [Theory]
    [InlineData(GradCheckMethod.Automatic)]
    [InlineData(GradCheckMethod.Jacobian)]
    [InlineData(GradCheckMethod.Elements)]
    [InlineData(GradCheckMethod.Directions)]
    public void A_single_wrong_element_fails_and_is_named(GradCheckMethod method)
    {
        GradCheckInput second = new([2, 3], [1, 2, 3, 4, 5, 6]);
        var mismatch = Fails(x => x[0] + Square<WrongAtElement3>(x[1]), 9, method, Point, second);
        Assert.Equal((1, 3, 4.0, 9ul), (mismatch.Input, mismatch.Element, mismatch.X, mismatch.Seed));
        Assert.Equal(1.00001, mismatch.Analytic / mismatch.Numeric, 1e-8);
        bool isJacobian = method is GradCheckMethod.Automatic or GradCheckMethod.Jacobian;
        Assert.Equal(isJacobian ? 3 : null, mismatch.Output);
        if (isJacobian)
            Assert.Contains("element [1, 0] of input 1 [2, 3], where x = 4", mismatch.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GradCheckMethod.Jacobian)]
    [InlineData(GradCheckMethod.Elements)]
    [InlineData(GradCheckMethod.Directions)]
    public void Every_method_passes_right_gradients_and_kinks(GradCheckMethod method)
    {
        GradCheck.Check(x => x[0].Tanh() * x[1] + x[0].Exp(), [Point, Point], method: method);
        GradCheck.Check(x => x[0].Softmax().LogSumExp(), [Point], method: method);
        GradCheck.Check(x => x[0].Relu() + Absolute<HalfAtKink>(x[0]), [Point], method: method);
        Assert.Equal(
            GradCheckFailure.BeyondKink,
            Fails(x => Absolute<BeyondAtKink>(x[0]), 1, method, Point).Failure);
    }

    // Large functions are checked in directions: here 2,000 times fewer passes than elements would take.
    [Fact]
    public void A_wrong_element_among_thousands_is_found_in_directions()
    {
        double[] values = [.. Enumerable.Range(0, 3000).Select(i => Math.Sin(i))], many = new double[3000];
        int calls = 0;
        GradCheck.Check(x => Count(x[0].Tanh() * x[1]), [new([3000], values), new([3000], many)]);
        Assert.InRange(calls, 10, 200);
        var mismatch = Fails(
            x => Count(Square<FarWrongAtElement3>(x[0])) + x[1], 3,
            new GradCheckInput([3000], values), new GradCheckInput([3000], many));
        Assert.Equal((0, 3), (mismatch.Input, mismatch.Element));
        Assert.InRange(calls, 10, 600);

        Tensor<double> Count(Tensor<double> x)
        {
            calls++;
            return x;
        }
    }

    [Fact]
    public void A_function_that_is_not_deterministic_is_told()
    {
        int calls = 0;
        var e = Assert.Throws<GradCheckException>(() => GradCheck.Check(x => x[0] * (1 + 0.1 * calls++), [Point]));
        Assert.Equal(GradCheckFailure.NotDeterministic, e.Failure);
        Assert.Null(e.Mismatch);
    }

    [Fact]
    public void A_gradient_that_overwrites_instead_of_adding_fails() =>
        Fails(x => x[0] + Square<Overwriting>(x[0]), 1, new GradCheckInput([1], [2]));

    // At NaN the comparison is 0, and so the power is 1, as if it did not depend on x.
    [Fact]
    public void An_output_that_NaN_does_not_reach_is_compared_too()
    {
        GradCheck.Check(x => x[0].Power(x[0] >= 1), [new([2], [1.5, 2])]);
        Fails(x => Square<WrongFactor>(x[0]).Power(x[0] >= 1), 1, new GradCheckInput([1], [2]));
    }

    [Fact]
    public void A_NaN_gradient_fails_and_is_named_before_all_others()
    {
        var mismatch = Fails(
            x => Square<WrongFactor>(x[0]) + Square<NaNGradient>(x[1]) + Square<WrongFactor>(x[2]),
            1, new GradCheckInput([1], [2]), new GradCheckInput([1], [2]), new GradCheckInput([1], [2]));
        Assert.Equal((GradCheckFailure.NotFinite, 1, double.NaN), (mismatch.Failure, mismatch.Input, mismatch.Analytic));
        Assert.Equal((3, 3), (mismatch.Count, mismatch.Total));
    }

    [Fact]
    public void At_a_kink_a_slope_between_passes_and_one_beyond_fails()
    {
        GradCheckInput kink = new([3], [-1, 0, 1]);
        GradCheck.Check(x => Absolute<HalfAtKink>(x[0]), [kink]);
        var mismatch = Fails(x => Absolute<BeyondAtKink>(x[0]), 1, kink);
        Assert.Equal((GradCheckFailure.BeyondKink, 1), (mismatch.Failure, mismatch.Element));
        Assert.Contains("-1 on the left, 1 on the right", mismatch.ToString(), StringComparison.Ordinal);
        // Relu's own choice at 0, and beside it, where differences straddle the kink.
        double[] beside = [.. Enumerable.Range(0, 40).Select(i => Math.Pow(10, -0.25 * i))];
        GradCheck.Check(x => x[0].Relu(), [new([81], [.. beside, 0, .. beside.Select(x => -x)])]);
    }

    [Fact]
    public void The_tolerance_decides()
    {
        GradCheck.Check(x => Square<WrongFactor>(x[0]), [new([1], [2])], tolerance: 0.34);
        Assert.Throws<GradCheckException>(
            () => GradCheck.Check(x => Square<WrongFactor>(x[0]), [new([1], [2])], tolerance: 0.33));
    }

    [Fact]
    public void Large_elements_do_not_swallow_the_differences_of_others()
    {
        GradCheckInput large = new([2], [1e14, 3]), small = new([2], [1, 0.5]);
        GradCheck.Check(x => x[0] * x[1], [large, small]);
        GradCheck.Check(x => Square<RightSquare>(x[0]), [new([2], [1e14, 3])]);
        Fails(x => Square<WrongFactor>(x[0]), 1, new GradCheckInput([2], [1e14, 3]));
    }

    // 1e20 + x does not depend on x in double, and a gradient of 0 would agree with that.
    [Fact]
    public void Differences_that_rounding_swallows_are_inconclusive()
    {
        foreach (var method in (GradCheckMethod[])[GradCheckMethod.Jacobian, GradCheckMethod.Elements])
        {
            var mismatch = Fails(x => Square<NoGradient>(x[0]).Sum(), 1, method, new GradCheckInput([2], [1e10, 3]));
            Assert.Equal((GradCheckFailure.Inconclusive, 1), (mismatch.Failure, mismatch.Element));
        }
    }

    [Fact]
    public void Inputs_and_functions_that_make_no_sense_are_errors()
    {
        Assert.Contains(
            "values has 2 elements; [3] takes 3",
            Assert.Throws<ArgumentException>(() => GradCheck.Check(x => x[0], [new([3], [1, 2])])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "inputs[1] has no values",
            Assert.Throws<ArgumentException>(() => GradCheck.Check(x => x[0], [Point, default])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => GradCheck.Check(null!, [Point]));
        Assert.Throws<ArgumentNullException>(() => GradCheck.Check(x => x[0], null!));
        Assert.Contains(
            "default",
            Assert.Throws<InvalidOperationException>(() => GradCheck.Check(_ => default, [Point])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no variable",
            Assert.Throws<InvalidOperationException>(
                () => GradCheck.Check(x => x[0].Tape.Constant([1], []), [Point])).Message,
            StringComparison.Ordinal);
        int calls = 0;
        Assert.Contains(
            "gave shape [1] at the point and [2] beside it",
            Assert.Throws<ArgumentException>(
                () => GradCheck.Check(x => calls++ < 2 ? x[0] : x[1], [new([1], [1]), new([2], [1, 2])])).Message,
            StringComparison.Ordinal);
    }

    private static GradCheckMismatch Fails(
        Func<Tensor<double>[], Tensor<double>> function, ulong seed, params GradCheckInput[] inputs) =>
        Fails(function, seed, GradCheckMethod.Automatic, inputs);

    private static GradCheckMismatch Fails(
        Func<Tensor<double>[], Tensor<double>> function, ulong seed, GradCheckMethod method, params GradCheckInput[] inputs)
    {
        var e = Assert.Throws<GradCheckException>(() => GradCheck.Check(function, inputs, seed: seed, method: method));
        Assert.NotNull(e.Mismatch);
        Assert.Equal(e.Mismatch.ToString(), e.Message);
        return e.Mismatch;
    }

    private static Tensor<double> Square<TOperation>(Tensor<double> x) where TOperation : unmanaged, IOperation
    {
        var y = x.Tape.Allocate(x.Shape.FlattenedLength);
        for (int i = 0; i < y.Length; i++)
            y.Span[i] = x.Values[i] * x.Values[i];
        return x.Tape.Record<TOperation>(x.Shape, y, default, x);
    }

    private static Tensor<double> Absolute<TOperation>(Tensor<double> x) where TOperation : unmanaged, IOperation
    {
        var y = x.Tape.Allocate(x.Shape.FlattenedLength);
        for (int i = 0; i < y.Length; i++)
            y.Span[i] = Math.Abs(x.Values[i]);
        return x.Tape.Record<TOperation>(x.Shape, y, default, x);
    }

    private static void Scale<T>(in BackwardContext<T> context, Func<T, int, T> slope, bool overwrite = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = context.Input(0);
        var dy = context.OutputGradient;
        var dx = context.InputGradient(0, out bool accumulate);
        for (int i = 0; i < x.Length; i++)
            dx[i] = (accumulate && !overwrite ? dx[i] : T.Zero) + dy[i] * slope(x[i], i);
    }

    private readonly struct RightSquare : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, _) => x + x);
    }

    // Right at the first element, 0 at the others.
    private readonly struct NoGradient : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, i) => i == 0 ? x + x : T.Zero);
    }

    private readonly struct WrongFactor : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, _) => x + x + x);
    }

    private readonly struct WrongAtElement3 : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, i) => i == 3 ? (x + x) * T.CreateTruncating(1.00001) : x + x);
    }

    private readonly struct FarWrongAtElement3 : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, i) => i == 3 ? x : x + x);
    }

    private readonly struct Overwriting : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, _) => x + x, overwrite: true);
    }

    private readonly struct NaNGradient : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (_, _) => T.NaN);
    }

    private readonly struct HalfAtKink : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, _) => x == T.Zero ? T.CreateTruncating(0.5) : T.CopySign(T.One, x));
    }

    private readonly struct BeyondAtKink : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, _) => x == T.Zero ? T.CreateTruncating(1.5) : T.CopySign(T.One, x));
    }
}
