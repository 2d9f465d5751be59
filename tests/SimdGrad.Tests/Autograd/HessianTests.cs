using SimdGrad.Kernels;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using SimdGrad.Tests.Ops;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>Second derivatives of every operation, and of networks, against differences of gradients.</summary>
public class HessianTests
{
    private const double H = 1e-3;

    public static TheoryData<object> Unary => [.. OpTypes.Instances(typeof(IUnaryOp))];

    public static TheoryData<object> Binary => [.. OpTypes.Instances(typeof(IBinaryOp))];

    public static TheoryData<object> Losses => [.. OpTypes.Instances(typeof(ILoss))];

    public static TheoryData<object> Samples => [.. OperationTests.Samples.Select(sample => Activator.CreateInstance(sample)!)];

    private delegate Tensor<double> Plain(Tensor<double>[] x);

    private delegate Tensor<Dual> Doubled(Tensor<Dual>[] x);

    [Fact]
    public void Products_are_exact()
    {
        // f = x0 x1^2 + x1 x2, so H = [0 2x1 0; 2x1 2x0 1; 0 1 0].
        var result = Hessian.Product(
            x => (x[0] * x[1] * x[1] + x[1] * x[2]).Sum(), [new([1], [3]), new([1], [5]), new([1], [7])], [[2], [-1], [0.5]]);
        Assert.Equal(3 * 25 + 35, result.Value);
        Assert.Equal(25 * 2 - (30 + 7) + 5 * 0.5, result.Slope);
        Assert.Equal([25, 37, 5], result.Gradients.Select(Assert.Single));
        Assert.Equal([-10, 20 - 6 + 0.5, -1], result.Products.Select(Assert.Single));
    }

    [Theory]
    [MemberData(nameof(Unary))]
    public void Functions_have_second_derivatives<TOp>(TOp op) where TOp : unmanaged, IUnaryOp
    {
        double[] x = [.. Points(1).Where(value => Inputs.Around(value).All(beside => double.IsFinite(op.Reference(beside))))];
        Compare(
            inputs => inputs[0].Apply(op).Square().Sum(), inputs => inputs[0].Apply(op).Square().Sum(),
            new GradCheckInput([x.Length], x));
    }

    // Dual numbers are not masked where a result vanishes: what is computed on the way there must not be infinity times 0.
    [Theory]
    [MemberData(nameof(Unary))]
    public void Functions_of_dual_numbers_have_the_values_of_others_far_out<TOp>(TOp op) where TOp : unmanaged, IUnaryOp
    {
        double[] x = [double.NegativeInfinity, -1e30, -1000, 1000, 1e30, double.PositiveInfinity];
        double[] y = new double[x.Length], dy = [.. x.Select(_ => 1.0)], dx = new double[x.Length];
        Map.Forward(x, y, op);
        Map.Backward(x, y, dy, dx, op);
        Dual[] dualX = [.. x.Select(v => new Dual(v, 1))], dualY = new Dual[x.Length], dualDx = new Dual[x.Length];
        Map.Forward(dualX, dualY, op);
        Map.Backward(dualX, dualY, [.. dy.Select(v => new Dual(v))], dualDx, op);
        Assert.Equal(y, dualY.Select(v => v.Value), Same);
        Assert.Equal(dx, dualDx.Select(v => v.Value), Same);

        static bool Same(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12 * Math.Abs(a);
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void Functions_of_two_operands_have_second_derivatives<TOp>(TOp op) where TOp : unmanaged, IBinaryOp
    {
        double[] a = [.. Points(2).Select(value => Math.Abs(value) + 0.125)], b = Points(3);
        Compare(
            x => x[0].Apply(x[1], op).Square().Sum(), x => x[0].Apply(x[1], op).Square().Sum(),
            new GradCheckInput([a.Length], a), new GradCheckInput([b.Length], b));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Losses_have_second_derivatives<TLoss>(TLoss loss) where TLoss : unmanaged, ILoss
    {
        double[] t = Inputs.Targets<TLoss, double>(9, 4);
        double[] p = TLoss.PredictionDomain is null ? Points(5)[..9] : [.. Points(5)[..9].Select(x => x / 9 + 0.5)];
        Dual[] targets = [.. t.Select(x => new Dual(x))];
        Compare(x => x[0].Loss(loss, t), x => x[0].Loss(loss, targets), new GradCheckInput([9], p));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Operations_have_second_derivatives<TSample>(TSample _) where TSample : struct, IOperationSample =>
        Compare(x => TSample.Record(x).Square().Sum(), x => TSample.Record(x).Square().Sum(), [.. TSample.Inputs(1)]);

    // Of random graphs, where operations meet each other.
    [Fact]
    public void Random_graphs_have_second_derivatives() =>
        RandomGraph.ForAll(6, 25, GraphOperation.All, graph =>
        {
            var direction = Direction(graph.Inputs);
            var other = Direction(graph.Inputs, 77);
            // The Hessian is symmetric: u H v = v H u.
            var (hv, hu) = (Of(direction), Of(other));
            double left = Dot(other, hv.Products), right = Dot(direction, hu.Products);
            double size = Math.Max(1, hv.Products.Concat(hu.Products).Max(part => part.Length == 0 ? 0 : part.Max(Math.Abs)));
            Assert.InRange(left - right, -1e-10 * size, 1e-10 * size);
            Assert.Equal(hv.Slope, Dot(direction, hv.Gradients), 1e-10 * size);

            HessianProduct Of(double[][] v) => Hessian.Product(x => graph.Record(x).Square().Sum(), graph.Inputs, v);
        });

    [Fact]
    public void Wrong_arguments_are_named()
    {
        GradCheckInput point = new([2], [1, 2]);
        Assert.Contains(
            "direction[0] has 3 numbers; input 0 has 2",
            Assert.Throws<ArgumentException>(() => Hessian.Product(x => x[0].Sum(), [point], [[1, 2, 3]])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Hessian.Product(x => x[0].Sum(), [point], []));
        Assert.Throws<ArgumentException>(() => Hessian.Product(x => x[0].Sum(), [default], [[1]]));
        Assert.Throws<InvalidOperationException>(() => Hessian.Product(x => x[0], [point], [[1, 2]]));
        Assert.Throws<ArgumentNullException>(() => Hessian.Product(null!, [point], [[1, 2]]));
        Assert.Contains(
            nameof(Math.Exp),
            Assert.Throws<NotSupportedException>(() => OfNumber(default(Dual))).Message,
            StringComparison.Ordinal);

        static T OfNumber<T>(T x) where T : System.Numerics.IExponentialFunctions<T> => T.Exp(x);
    }

    private static void Compare(Plain function, Doubled doubled, params GradCheckInput[] inputs)
    {
        var direction = Direction(inputs);
        var gradients = Gradients(0);
        // What has no gradient, such as a mask, stays where it is.
        for (int i = 0; i < inputs.Length; i++)
            if (gradients[i].All(g => g == 0))
                Array.Clear(direction[i]);
        var result = Hessian.Product(x => doubled(x), inputs, direction);
        var (far, near) = (Slope(H), Slope(H / 2));
        for (int i = 0; i < inputs.Length; i++)
        {
            double size = Math.Max(1, Math.Max(gradients[i].Max(Math.Abs), near[i].Max(Math.Abs)));
            for (int j = 0; j < gradients[i].Length; j++)
            {
                Assert.Equal(gradients[i][j], result.Gradients[i][j], 1e-13 * size);
                double expected = near[i][j] + (near[i][j] - far[i][j]) / 3;
                Assert.True(
                    Math.Abs(expected - result.Products[i][j]) <= 1e-7 * size,
                    $"element {j} of input {i}, where x = {inputs[i].Values[j]:R}: {result.Products[i][j]:R}, not {expected:R}");
            }
        }

        double[][] Slope(double h) =>
            [.. Gradients(h).Zip(Gradients(-h), (a, b) => a.Zip(b, (x, y) => (x - y) / (2 * h)).ToArray())];

        double[][] Gradients(double h)
        {
            using var tape = new Tape<double>();
            Tensor<double>[] x =
                [.. inputs.Select((input, i) => tape.Variable(Moved(input.Values, direction[i], h), input.Shape))];
            function(x).Backward();
            return [.. x.Select(
                input => input.Gradient.IsEmpty ? new double[input.Shape.FlattenedLength] : input.Gradient.ToArray())];
        }
    }

    private static double[] Moved(double[] x, double[] direction, double h) => [.. x.Zip(direction, (a, v) => a + h * v)];

    private static double Dot(double[][] a, double[][] b) => a.Zip(b, (x, y) => x.Zip(y, (u, v) => u * v).Sum()).Sum();

    private static double[][] Direction(IReadOnlyList<GradCheckInput> inputs, int seed = 50) =>
        [.. inputs.Select((x, i) => Inputs.Moderate<double>(x.Shape.FlattenedLength, seed + i).Select(v => v / 8).ToArray())];

    // Off the kinks, which lie at multiples of 1/8.
    private static double[] Points(int seed) =>
        [.. Inputs.Integers<double>(13, seed, 30).Select(i => (i + 0.4375) / 8)];
}
