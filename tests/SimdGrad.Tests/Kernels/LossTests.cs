using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Every elementwise loss, as a span kernel.</summary>
public class LossTests
{
    private const int PropertyRuns = 25;

    public static TheoryData<object, object, VectorWidth> Cases => OpTypes.Cases(typeof(ILoss));

    public static TheoryData<object, object> CasesOfAllWidths => OpTypes.CasesOfAllWidths(typeof(ILoss));

    public static TheoryData<object, VectorWidth> CasesOfOneElementType => OpTypes.CasesOfOneElementType(typeof(ILoss));

    // The loss of one pair is what the kernel returns for one pair; of more, their sum.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_the_reference<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        var (p, t) = (Inputs.Predictions<TLoss, T>(10000, 1), Inputs.Targets<TLoss, T>(10000, 2));
        double[] losses = new double[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            var loss = Losses.Evaluate<TLoss, T>(p.AsSpan(i, 1), t.AsSpan(i, 1), T.One, default, sample);
            losses[i] = double.CreateTruncating(loss);
            var (prediction, target) = (double.CreateTruncating(p[i]), double.CreateTruncating(t[i]));
            double exact = sample.Reference(prediction, target);
            if (!(Math.Abs(losses[i] - exact) <= ErrorBound.OfLoss<TLoss, T>(prediction, target, exact)))
                Assert.Fail($"{typeof(TLoss).Name}({p[i]:R}, {t[i]:R}) is {loss:R}, expected {exact:R}");
        }
        foreach (int n in Lengths.All)
        {
            var sum = Losses.Evaluate<TLoss, T>(p.AsSpan(0, n), t.AsSpan(0, n), T.One, default, sample);
            double bound = SumBound.Of<T>(n) * losses.Take(n).Sum(Math.Abs);
            Assert.InRange(Math.Abs(double.CreateTruncating(sum) - losses.Take(n).Sum()), 0, bound);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Special_values_are_those_of_the_reference<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        var specials = Inputs.Specials<T>();
        foreach (var t in specials.Where(Inputs.IsValidTarget<TLoss, T>))
        {
            foreach (var p in specials.Where(Inputs.IsValidPrediction<TLoss, T>))
            {
                T[] gradient = [p];
                var loss = Losses.Evaluate<TLoss, T>(gradient, [t], T.One, gradient, sample);
                var (prediction, target) = (double.CreateTruncating(p), double.CreateTruncating(t));
                double exact = sample.Reference(prediction, target), actual = double.CreateTruncating(loss);
                var rounded = T.CreateTruncating(exact);
                // A step of the formula may overflow in T where it does not in the reference.
                bool overflows = T.IsFinite(p) && T.IsFinite(t) && !(T.IsFinite(p - t) && T.IsFinite(T.Exp(t)));
                bool vanishes = typeof(TLoss) == typeof(KullbackLeiblerOfLogTargets) && T.Exp(t) == T.Zero;
                bool isRight = (overflows && !T.IsFinite(loss)) || (vanishes && loss == T.Zero) || (T.IsFinite(rounded)
                    ? Math.Abs(actual - exact) <= ErrorBound.OfLoss<TLoss, T>(prediction, target, exact)
                    : Bits.Same(rounded, loss));
                if (!isRight)
                    Assert.Fail($"{typeof(TLoss).Name}({p:R}, {t:R}) is {loss:R}, expected {exact:R}");
                if (T.IsNaN(p) && !T.IsNaN(gradient[0]) && !T.IsNaN(loss))
                    Assert.Fail($"the gradient of {typeof(TLoss).Name} at NaN is {gradient[0]:R}");
            }
        }
    }

    // The formula is one for float and double; in double its rounding is nothing to a float. A gradient is a difference of
    // numbers up to the size of prediction and target, or of 1, each known within 2 ULP, and is then scaled: 4 ULP of those.
    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void Gradients_of_floats_are_those_of_doubles<TLoss, T>(TLoss sample, T _2)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (p, t) = (Inputs.Predictions<TLoss, T>(1000, 1), Inputs.Targets<TLoss, T>(1000, 2));
        double[] p64 = [.. p.Select(double.CreateTruncating)], t64 = [.. t.Select(double.CreateTruncating)];
        T[] gradient = new T[p.Length];
        double[] expected = new double[p.Length];
        T scale = T.CreateTruncating(0.3);
        Losses.Evaluate<TLoss, T>(p, t, scale, gradient, sample);
        Losses.Evaluate<TLoss, double>(p64, t64, double.CreateTruncating(scale), expected, sample);
        for (int i = 0; i < p.Length; i++)
        {
            double size = Math.Max(1, Math.Max(Math.Abs(expected[i]), Math.Max(Math.Abs(p64[i]), Math.Abs(t64[i]))));
            if (!(Math.Abs(double.CreateTruncating(gradient[i]) - expected[i]) <= 4 * Bits.Ulp<T>(size)))
                Assert.Fail(
                    $"the gradient of {typeof(TLoss).Name} at ({p[i]:R}, {t[i]:R}) is {gradient[i]:R}, expected {expected[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        // Beyond four vectors too: the lanes of a fold are taken in several passes then.
        const int max = 300;
        using GuardedBuffer<T> predictions = new(max), targets = new(max), gradient = new(max);
        foreach (bool atEnd in (bool[])[true, false])
        {
            foreach (int n in (IEnumerable<int>)[.. Enumerable.Range(0, Lengths.Short + 1), 127, 128, 129, 255, 257, max])
            {
                var p = predictions.Take(Inputs.Predictions<TLoss, T>(n, n), atEnd);
                var t = targets.Take(Inputs.Targets<TLoss, T>(n, n), atEnd);
                Losses.Evaluate<TLoss, T>(p, t, T.One, default, sample);
                Losses.Evaluate<TLoss, T>(p, t, T.One, gradient.Take(n, atEnd), sample);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_place_misaligned_and_without_gradient_the_bits_are_the_same<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> bufferP = new(300), bufferT = new(300), bufferG = new(300);
        foreach (int n in (IEnumerable<int>)[.. Enumerable.Range(0, Lengths.Short + 1), 150, 290])
        {
            var (p, t, scale) = (Inputs.Predictions<TLoss, T>(n, n), Inputs.Targets<TLoss, T>(n, n), T.CreateTruncating(0.3));
            T[] gradient = new T[n], inPlace = [.. p];
            var loss = Losses.Evaluate<TLoss, T>(p, t, scale, gradient, sample);
            Bits.AssertSame(loss, Losses.Evaluate<TLoss, T>(p, t, scale, default, sample), "loss without gradient");
            Bits.AssertSame(loss, Losses.Evaluate<TLoss, T>(inPlace, t, scale, inPlace, sample), "loss in place of predictions");
            Bits.AssertSame<T>(gradient, inPlace, "gradient in place of predictions");
            inPlace = [.. t];
            Bits.AssertSame(loss, Losses.Evaluate<TLoss, T>(p, inPlace, scale, inPlace, sample), "loss in place of targets");
            Bits.AssertSame<T>(gradient, inPlace, "gradient in place of targets");
            for (int offset = 0; offset <= 3; offset++)
            {
                var shiftedP = bufferP.Take(n + offset, atEnd: false)[offset..];
                var shiftedT = bufferT.Take(n + 3 - offset, atEnd: false)[(3 - offset)..];
                var shiftedG = bufferG.Take(n + offset, atEnd: false)[offset..];
                p.CopyTo(shiftedP);
                t.CopyTo(shiftedT);
                var shifted = Losses.Evaluate<TLoss, T>(shiftedP, shiftedT, scale, shiftedG, sample);
                Bits.AssertSame(loss, shifted, $"loss at offset {offset}");
                Bits.AssertSame<T>(gradient, shiftedG, $"gradient at offset {offset}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void All_widths_give_the_same_bits<TLoss, T>(TLoss sample, T _2)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Lengths.ForAll(300, PropertyRuns, (n, seed) =>
        {
            // Wild predictions nearly always sum to NaN: then the gradients are what is compared.
            AssertSame(Inputs.Predictions<TLoss, T>(Inputs.Wild<T>(n, seed), seed), Inputs.Targets<TLoss, T>(n, seed));
            AssertSame(Inputs.Predictions<TLoss, T>(30 * n, seed), Inputs.Targets<TLoss, T>(30 * n, seed));

            void AssertSame(T[] p, T[] t)
            {
                var (loss, gradient) = Run(VectorWidth.V128, p, t);
                foreach (var width in OpTypes.Widths)
                {
                    var (otherLoss, otherGradient) = Run(width, p, t);
                    Bits.AssertSame(loss, otherLoss, $"loss with {width}");
                    Bits.AssertSame<T>(gradient, otherGradient, $"gradient with {width}");
                }
            }

            (T Loss, T[] Gradient) Run(VectorWidth width, T[] p, T[] t)
            {
                using var _ = Isa.Use(width);
                var gradient = new T[p.Length];
                return (Losses.Evaluate<TLoss, T>(p, t, T.CreateTruncating(0.3), gradient, sample), gradient);
            }
        });

    // Predictions and targets on a grid, as in UnaryOpTests, so that ties and the zero of a logit are met exactly; the first
    // pair is a tie. The loss itself is differentiated, so this says nothing of whether it is the right one.
    [Theory]
    [MemberData(nameof(CasesOfOneElementType))]
    public void Gradients_are_differences<TLoss>(TLoss sample, VectorWidth width) where TLoss : unmanaged, ILoss
    {
        Lengths.ForAll(8, 5, (n, seed) =>
        {
            using var _ = Isa.Use(width);
            double[] t = [.. Inputs.Targets<TLoss, double>(n + 1, seed).Select(x => Math.Round(x * 32) / 32)];
            double[] p = [t[0], .. Inputs.Integers<double>(n, seed, 200).Select(i => i / 32)];
            // Differences must not leave the domain.
            if (TLoss.PredictionDomain is not null)
                p = [.. Inputs.Integers<double>(n + 1, seed, 15).Select(i => (i + 16) / 32)];
            GradCheck.Check(inputs => inputs[0].Loss(sample, t), [new([p.Length], p)], seed: (ulong)seed);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Targets_outside_the_domain_are_named_and_nothing_is_written<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        var invalid = Inputs.Specials<T>().Where(x => !Inputs.IsValidTarget<TLoss, T>(x)).ToArray();
        // A domain that excludes no special value, NaN included, is none; and the other way round.
        Assert.Equal(TLoss.TargetDomain is null, invalid.Length == 0);
        foreach (var (n, index) in ((int, int)[])[(1, 0), (65, 3), (65, 64), (5000, 4999)])
        {
            var (p, t) = (Inputs.Predictions<TLoss, T>(n, 1), Inputs.Targets<TLoss, T>(n, 2));
            foreach (var bad in invalid)
            {
                t[index] = bad;
                T[] gradient = [.. p];
                var error = Assert.Throws<ArgumentException>(() => Losses.Evaluate<TLoss, T>(p, t, T.One, gradient, sample));
                Assert.Contains(
                    FormattableString.Invariant($"targets[{index}] is {bad};"), error.Message, StringComparison.Ordinal);
                Assert.Contains(TLoss.TargetDomain!, error.Message, StringComparison.Ordinal);
                Bits.AssertSame<T>(p, gradient, "gradient after the error");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predictions_outside_the_domain_are_named_and_nothing_is_written<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        var invalid = Inputs.Specials<T>().Where(x => !Inputs.IsValidPrediction<TLoss, T>(x)).ToArray();
        Assert.Equal(TLoss.PredictionDomain is null, invalid.Length == 0);
        foreach (var (n, index) in ((int, int)[])[(1, 0), (65, 64), (5000, 4999)])
        {
            var (p, t) = (Inputs.Predictions<TLoss, T>(n, 1), Inputs.Targets<TLoss, T>(n, 2));
            foreach (var bad in invalid)
            {
                p[index] = bad;
                T[] gradient = [.. p];
                var error = Assert.Throws<ArgumentException>(
                    () => Losses.Evaluate<TLoss, T>(gradient, t, T.One, gradient, sample));
                Assert.Contains(
                    FormattableString.Invariant($"predictions[{index}] is {bad};"), error.Message, StringComparison.Ordinal);
                Assert.Contains(TLoss.PredictionDomain!, error.Message, StringComparison.Ordinal);
                Bits.AssertSame<T>(p, gradient, "gradient after the error");
            }
        }
    }

    // Each weighted loss is the product of the weight and the loss, each gradient likewise, and the sum is that of the losses.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_multiply_and_losses_are_written<TLoss, T>(TLoss sample, T _2, VectorWidth width)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> bufferW = new(300), bufferL = new(300), bufferG = new(300);
        foreach (int n in (IEnumerable<int>)[.. Enumerable.Range(0, Lengths.Short + 1), 290])
        {
            var (p, t) = (Inputs.Predictions<TLoss, T>(n, n), Inputs.Targets<TLoss, T>(n, n));
            T[] plain = new T[n], plainGradient = new T[n];
            var sum = Losses.Evaluate(p, t, T.One, plainGradient, sample, losses: plain);
            Bits.AssertSame(Losses.Evaluate<TLoss, T>(p, t, T.One, default, sample), sum, "sum with losses written");
            Bits.AssertSame(Reduce.Sum<T>(plain), sum, "sum of the losses");
            var weights = bufferW.Take(Inputs.Integers<T>(n, n, 3), atEnd: true);
            Span<T> losses = bufferL.Take(n, atEnd: true), gradient = bufferG.Take(n, atEnd: true);
            var weighted = Losses.Evaluate(p, t, T.One, gradient, sample, weights, losses);
            Bits.AssertSame(Reduce.Sum<T>(losses), weighted, "sum of the weighted losses");
            Bits.AssertSame(weighted, Losses.Evaluate(p, t, T.One, default, sample, weights), "sum of weighted losses alone");
            for (int i = 0; i < n; i++)
            {
                Bits.AssertSame(weights[i] * plain[i], losses[i], $"loss {i}");
                Bits.AssertSame(weights[i] * plainGradient[i], gradient[i], $"gradient {i}");
            }
        }
    }

    // What each reduction gives on the tape; a gradient through an unreduced loss is what comes in times that of the sum.
    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void Reductions_are_of_the_losses_of_the_elements<TLoss, T>(TLoss sample, T _2)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = [3, 7];
        var (p, t, w) = (Inputs.Predictions<TLoss, T>(21, 1), Inputs.Targets<TLoss, T>(21, 2), Inputs.Integers<T>(21, 3, 3));
        T[] losses = new T[21], gradient = new T[21], seed = Inputs.Integers<T>(21, 4, 5);
        var sum = Losses.Evaluate(p, t, T.One, gradient, sample, w, losses);
        using var tape = new Tape<T>();
        foreach (var reduction in Enum.GetValues<Reduction>())
        {
            tape.Reset();
            var x = tape.Variable(p, shape);
            var y = x.Loss(sample, t, w, reduction);
            bool isKept = reduction == Reduction.None;
            Assert.Equal(isKept ? shape : [], y.Shape);
            var n = T.CreateTruncating(21);
            Bits.AssertSame<T>(isKept ? losses : [reduction == Reduction.Mean ? sum / n : sum], y.Values, $"{reduction}");
            y.Backward(isKept ? seed : [T.One]);
            for (int i = 0; i < 21; i++)
            {
                var expected = isKept ? seed[i] * gradient[i] : gradient[i] * (reduction == Reduction.Mean ? T.One / n : T.One);
                Bits.AssertSame(expected, x.Gradient[i], $"gradient {i} of {reduction}");
            }
        }
        Assert.Throws<ArgumentOutOfRangeException>("reduction", () => tape.Variable(p, shape).Loss(sample, t, w, (Reduction)3));
    }

    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void Of_nothing_the_sum_is_0_the_mean_NaN<TLoss, T>(TLoss sample, T _2)
        where TLoss : unmanaged, ILoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var x = tape.Variable([], [0, 3]);
        Bits.AssertSame(T.Zero, x.Loss(sample, [], reduction: Reduction.Sum).Item(), "sum");
        Assert.Equal([0, 3], x.Loss(sample, [], reduction: Reduction.None).Shape);
        var mean = x.Loss(sample, []);
        Assert.True(T.IsNaN(mean.Item()));
        mean.Backward();
    }
}
