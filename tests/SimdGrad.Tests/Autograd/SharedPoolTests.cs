using SimdGrad.Memory;
using SimdGrad.Nn;
using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>Parameters, optimizer state and packed matrices come from the shared pool and go back to it.</summary>
[Collection(nameof(Serial))]
public sealed class SharedPoolTests
{
    private readonly int _before = BufferPool.Shared.OutstandingCount;

    [Fact]
    public void After_training_and_disposal_nothing_is_rented()
    {
        using (var tape = new Tape<float>())
        {
            var model = new Sequential<float>(new Linear<float>(3, 4), new Activation<float, Relu>(), new Linear<float>(4, 2));
            using var set = model.Initialize(1);
            using var sgd = new Sgd<float>(set, 0.1, momentum: 0.9);
            using var adam = new Adam<float>(set);
            using var adamW = new AdamW<float>(set);
            model.Forward(tape.Constant(new float[6], [2, 3])).SoftmaxCrossEntropy([0, 1]).Backward();
            sgd.Step();
            adam.Step();
            adamW.Step();
            // Two blocks of the set, one of the tape, five of the optimizers.
            Assert.Equal(_before + 8, BufferPool.Shared.OutstandingCount);
            adam.Dispose();
            adam.Dispose();
        }
        Assert.Equal(_before, BufferPool.Shared.OutstandingCount);
    }

    [Fact]
    public void Constructors_that_throw_leak_nothing()
    {
        Assert.Throws<ArgumentException>(() => new ParameterSet<float>(("a", [2]), ("a", [2])));
        Assert.Throws<ArgumentNullException>(() => new ParameterSet<float>(("a", [2]), (null!, [2])));
        Assert.Throws<NotSupportedException>(() => new Tape<Half>());
        Assert.Throws<ArgumentException>(() => new Twice().Initialize(1));
        Assert.Throws<ArgumentNullException>(() => new WithoutInitializer().Initialize(1));
        using (var set = new ParameterSet<float>(("a", [2])))
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<float>(set, beta2: 1));
            Assert.Throws<ArgumentException>(() => new Sgd<float>(set, 0.1, nesterov: true));
        }
        Assert.Equal(_before, BufferPool.Shared.OutstandingCount);
    }

    [Fact]
    public void Parameters_that_get_no_memory_leak_nothing()
    {
        for (int rents = 0; rents < 3; rents++)
        {
            int left = rents;
            BufferPool.Shared.BeforeRent = _ =>
            {
                if (left-- == 0)
                    throw new InvalidOperationException();
            };
            try
            {
                Assert.Throws<InvalidOperationException>(() => new ParameterSet<float>([("a", [2])], [("b", [2], true)]));
            }
            finally
            {
                BufferPool.Shared.BeforeRent = null;
            }
            Assert.Equal(_before, BufferPool.Shared.OutstandingCount);
        }
    }

    [Fact]
    public void A_step_of_disposed_parameters_rents_nothing()
    {
        var set = new ParameterSet<float>(("a", [2]));
        using var adam = new Adam<float>(set);
        set.Dispose();
        Assert.Throws<ObjectDisposedException>(() => adam.Step());
        Assert.Equal(_before, BufferPool.Shared.OutstandingCount);
    }

    private sealed class Twice : Module<float>
    {
        public override Tensor<float> Forward(Tensor<float> input) => input;

        protected internal override void Declare(ParameterDeclarations<float> declarations, string prefix)
        {
            for (int i = 0; i < 2; i++)
                declarations.Add(prefix + "a", [2], Initializer.Zeros, _ => { });
        }
    }

    private sealed class WithoutInitializer : Module<float>
    {
        public override Tensor<float> Forward(Tensor<float> input) => input;

        protected internal override void Declare(ParameterDeclarations<float> declarations, string prefix) =>
            declarations.Add(prefix + "a", [2], null!, _ => { });
    }
}
