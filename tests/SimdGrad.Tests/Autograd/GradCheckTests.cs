using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>The check itself: right gradients pass, wrong ones fail, with operations made from public members only.</summary>
public sealed partial class GradCheckTests
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
        string message = Fails(x => Square<WrongFactor>(x[0]), seed: 42, new GradCheckInput([1], [2]));
        Assert.Contains("input 0 [1] at element 0, where x = 2,", message, StringComparison.Ordinal);
        Assert.Contains("the seed 42.", message, StringComparison.Ordinal);
        var numbers = Numbers().Match(message);
        double analytic = double.Parse(numbers.Groups[1].Value, CultureInfo.InvariantCulture);
        double numeric = double.Parse(numbers.Groups[2].Value, CultureInfo.InvariantCulture);
        // The derivative is 2x, the operation says 3x; both carry the weight of the element, in [0.5, 1.5).
        Assert.Equal(1.5, analytic / numeric, 1e-9);
        Assert.InRange(numeric, 2, 6);
    }

    [Fact]
    public void A_single_wrong_element_fails_and_is_named()
    {
        string message = Fails(
            x => x[0] + Square<WrongAtElement3>(x[1]), seed: 9, Point, new([2, 3], [1, 2, 3, 4, 5, 6]));
        Assert.Contains("input 1 [2, 3] at element 3, where x = 4,", message, StringComparison.Ordinal);
        Assert.Contains("the seed 9.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_overwrites_instead_of_adding_fails() =>
        Fails(x => x[0] + Square<Overwriting>(x[0]), 1, new GradCheckInput([1], [2]));

    [Fact]
    public void A_NaN_gradient_fails_and_is_named_before_all_others()
    {
        string message = Fails(
            x => Square<WrongFactor>(x[0]) + Square<NaNGradient>(x[1]) + Square<WrongFactor>(x[2]),
            1, new([1], [2]), new([1], [2]), new([1], [2]));
        Assert.Contains("input 1 [1] at element 0, where x = 2, is NaN", message, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_kink_a_slope_between_passes_and_one_beyond_fails()
    {
        GradCheckInput kink = new([3], [-1, 0, 1]);
        GradCheck.Check(x => Absolute<HalfAtKink>(x[0]), [kink]);
        string message = Fails(x => Absolute<BeyondAtKink>(x[0]), 1, kink);
        Assert.Contains("at element 1, where x = 0,", message, StringComparison.Ordinal);
        Assert.Contains("between the slopes", message, StringComparison.Ordinal);
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
                () => GradCheck.Check(x => calls++ == 0 ? x[0] : x[1], [new([1], [1]), new([2], [1, 2])])).Message,
            StringComparison.Ordinal);
    }

    private static string Fails(Func<Tensor<double>[], Tensor<double>> function, ulong seed, params GradCheckInput[] inputs) =>
        Assert.Throws<GradCheckException>(() => GradCheck.Check(function, inputs, seed: seed)).Message;

    private static Tensor<double> Square<TOperation>(Tensor<double> x) where TOperation : unmanaged, IOperation
    {
        var y = x.Tape.Allocate(x.Shape.Length);
        for (int i = 0; i < y.Length; i++)
            y.Span[i] = x.Values[i] * x.Values[i];
        return x.Tape.Record<TOperation>(x.Shape, y, default, x);
    }

    private static Tensor<double> Absolute<TOperation>(Tensor<double> x) where TOperation : unmanaged, IOperation
    {
        var y = x.Tape.Allocate(x.Shape.Length);
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

    [GeneratedRegex(@"is (\S+); differences give (\S+)\.")]
    private static partial Regex Numbers();

    private readonly struct RightSquare : IOperation
    {
        public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Scale(context, (x, _) => x + x);
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
