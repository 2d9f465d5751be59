using System.Numerics;
using SimdGrad.Nn;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Autograd;

/// <summary>Networks whose steps remember something, or are made of operations that read more than tensors.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ReplayCase<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Loss _loss;

    private ReplayCase(Module<T> model, Shape input, int classes, Loss loss)
    {
        Model = model;
        (Input, Classes, _loss) = (input, classes, loss);
        Parameters = model.Initialize(seed: 5);
    }

    /// <summary>The loss of a case: of features, classes, and numbers between 0 and 1.</summary>
    private delegate Tensor<T> Loss(
        Module<T> model, Tensor<T> features, ReadOnlySpan<int> classes, Tensor<T> numbers);

    /// <summary>The names of all cases.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "convolution", "running means", "evaluation", "transformer", "classes", "masks", "checkpoint", "side effects",
    ];

    /// <summary>How many classes there are, each less than 3.</summary>
    public const int Rows = 4;

    /// <summary>How many numbers there are.</summary>
    public static Shape Numbers => [Rows, 3];

    public Module<T> Model { get; }

    public ParameterSet<T> Parameters { get; }

    /// <summary>The shape of the features.</summary>
    public Shape Input { get; }

    /// <summary>What the features are less than, if they are integers; 0 if they are any numbers.</summary>
    public int Classes { get; }

    public static ReplayCase<T> Of(string name) => name switch
    {
        "convolution" => new(
            new Sequential<T>(
                new Conv2d<T>(1, 4, 3, padding: 1), new BatchNorm2d<T>(4), new Activation<T, Relu>(), new MaxPool2d<T>(2),
                new Conv2d<T>(4, 5, 3), new AvgPool2d<T>(2), new Flatten<T>(), new Dropout<T>(0.3), new Linear<T>(5, 3)),
            [Rows, 1, 8, 8], 0, (model, x, classes, _) => model.Forward(x).SoftmaxCrossEntropy(classes)),
        "running means" => new(
            new Sequential<T>(
                new Linear<T>(6, 5), new BatchNorm1d<T>(5, momentum: null), new Dropout<T>(0.5), new Activation<T, Tanh>(),
                new Dropout<T>(0.25), new Linear<T>(5, 3)),
            [Rows, 6], 0, (model, x, _, t) => model.Forward(x).BinaryCrossEntropyWithLogits(
                t.Values, positiveWeights: t.Select(0, 0).Values, weights: t.Values)),
        "evaluation" => new(
            Evaluating(new Sequential<T>(
                new Linear<T>(6, 5), new BatchNorm1d<T>(5), new Dropout<T>(0.5), new RmsNorm<T>(5), new Linear<T>(5, 3))),
            // Targets that are put together, which takes a node for each part.
            [Rows, 6], 0, (model, x, _, t) => model.Forward(x).MeanSquaredError(
                Tensor<T>.Concatenate([t.Narrow(0, 0, 2).Sin(), t.Narrow(0, 2, 2).Cos()]).Values)),
        "transformer" => new(
            new Sequential<T>(
                new Embedding<T>(7, 6, paddingIndex: 2), new Residual<T>(new MultiHeadAttention<T>(6, 2, isCausal: true)),
                new LayerNorm<T>(6), new Dropout<T>(0.1), new RmsNorm<T>(6), new Linear<T>(6, 3)),
            [2, 2], 7, (model, x, classes, _) => model.Forward(x).Reshape([Rows, 3]).SoftmaxCrossEntropy(classes)),
        "classes" => new(
            new Linear<T>(6, 3), [Rows, 6], 0, (model, x, classes, t) =>
                model.Forward(x).LogSoftmax().NegativeLogLikelihood(classes, t.Select(0, 1).Values)
                + x.LinearSoftmaxCrossEntropy(
                    x.Tape.Use(((Linear<T>)model).Weight!), default, classes, t.Select(0, 2).Values, 0.1,
                    reduction: Reduction.Sum)
                + model.Forward(x).GatherRows(classes).CosineEmbedding(
                    model.Forward(x), x.Tape.Constant([T.One, -T.One, T.One, -T.One], [Rows]).Values, 0.1)),
        "masks" => new(
            new Linear<T>(6, 3), [Rows, 6], 0, (model, x, _, t) =>
            {
                var y = model.Forward(x);
                // What only a detached tensor leads to, and masks that change from run to run.
                var goal = (t * 2 + model.Forward(x)).Detach();
                using (x.Tape.NoGrad())
                    goal = new Sequential<T>(new Activation<T, Sin>(), new Activation<T, Cos>()).Forward(goal.Softplus());
                var chosen = (y > t).Where(y - goal, y * goal).MaskedFill(t.EqualTo(t.Max()), 1);
                return chosen.Square().CumulativeSum(0).Mean()
                    + y.ScaledDotProductAttention(y, t.Expand([Rows, 3]), mask: t.Narrow(1, 0, 1), isCausal: true).Sum();
            }),
        "checkpoint" => new(
            new Sequential<T>(new Linear<T>(6, 5), new BatchNorm1d<T>(5), new Activation<T, Tanh>(), new Linear<T>(5, 3)),
            [Rows, 6], 0, (model, x, classes, _) => x.Tape.Checkpoint(x, model.Forward).SoftmaxCrossEntropy(classes)),
        "side effects" => new(
            new Sequential<T>(new Linear<T>(6, 3), new BatchNorm1d<T>(3), new Dropout<T>(0.5)),
            [Rows, 6], 0, (model, x, classes, _) =>
            {
                var chain = (Sequential<T>)model;
                var y = chain[0].Forward(x);
                var loss = y.SoftmaxCrossEntropy(classes);
                // Nothing of this is in the loss, but it counts; some comes after it.
                chain[2].Forward(chain[1].Forward(y * 2));
                return loss;
            }),
        _ => throw new ArgumentException(name),
    };

    /// <summary>The loss of a batch; classes and numbers are those of a replay where the tape is one's.</summary>
    public Tensor<T> Record(Tensor<T> features, ReadOnlySpan<int> classes, Tensor<T> numbers) =>
        _loss(Model, features, classes, numbers);

    /// <summary>Another batch for each step.</summary>
    public void Fill(int step, Span<T> features, Span<int> classes, Span<T> numbers)
    {
        var random = new CounterRandom((ulong)step + 100);
        ulong draw = 0;
        foreach (ref T x in features)
            x = T.CreateTruncating(Classes > 0 ? random.Below(Classes, draw++) : random.Uniform(draw++) - 0.5);
        foreach (ref int x in classes)
            x = random.Below(3, draw++);
        foreach (ref T x in numbers)
            x = T.CreateTruncating(random.Uniform(draw++));
    }

    public void Dispose() => Parameters.Dispose();

    private static Sequential<T> Evaluating(Sequential<T> model)
    {
        model.Eval();
        return model;
    }
}
