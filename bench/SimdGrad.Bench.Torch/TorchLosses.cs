using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace SimdGrad.Bench.Torch;

/// <summary>TorchSharp's losses: the mean and, by its backward pass, the gradient of the predictions.</summary>
internal sealed class TorchLosses : ILossPeer
{
    /// <inheritdoc/>
    public string Name => "torch";

    /// <summary>The only peer here, to use up to so many threads.</summary>
    public static IReadOnlyList<ILossPeer> Find(int threads)
    {
        torch.set_num_threads(threads);
        return [new TorchLosses()];
    }

    /// <inheritdoc/>
    /// <remarks>The operands are left to their finalizers: a report lasts less than they would be worth.</remarks>
    public Action? Prepare(string kernel, LossOperands operands)
    {
        var predictions = torch.tensor(operands.Predictions.ToArray(), operands.Rows, operands.Columns, requires_grad: true);
        var targets = torch.tensor(operands.Targets.ToArray(), operands.Rows, operands.Columns);
        var classes = torch.tensor([.. operands.Classes.Select(c => (long)c)]);
        Func<torch.Tensor>? loss = kernel switch
        {
            "softmaxCrossEntropy" => () => cross_entropy(predictions, classes),
            "binaryCrossEntropyWithLogits" => () => binary_cross_entropy_with_logits(predictions, targets),
            "meanSquaredError" => () => mse_loss(predictions, targets),
            "meanAbsoluteError" => () => l1_loss(predictions, targets),
            _ => null,
        };
        if (loss is null)
            return null;
        return () =>
        {
            using var scope = torch.NewDisposeScope();
            _ = torch.autograd.grad([loss()], [predictions]);
        };
    }
}
