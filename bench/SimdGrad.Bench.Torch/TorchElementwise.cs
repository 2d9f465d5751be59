using System.Reflection;
using TorchSharp;

namespace SimdGrad.Bench.Torch;

/// <summary>TorchSharp's elementwise functions, found by the names of ours; they give a new tensor with each call.</summary>
internal sealed class TorchElementwise : IElementwisePeer
{
    private static readonly Dictionary<string, string> s_otherNames = new()
    {
        ["multiply"] = "mul",
        ["subtract"] = "sub",
        ["divide"] = "div",
        ["power"] = "pow",
        ["negate"] = "neg",
    };

    private static readonly Dictionary<string, Func<torch.Tensor, torch.Tensor>> s_ofSpans = new()
    {
        ["sum"] = x => x.sum(),
        ["mean"] = x => x.mean(),
        ["variance"] = x => x.var(true),
        ["max"] = x => x.max(),
        ["min"] = x => x.min(),
        ["argMax"] = x => x.argmax(),
        ["argMin"] = x => x.argmin(),
        ["l1Norm"] = x => x.norm(1f),
        ["l2Norm"] = x => x.norm(),
        ["logSumExp"] = x => x.logsumexp(0),
        ["cumulativeSum"] = x => x.cumsum(0),
        ["softmax"] = x => x.view(-1, SpanKernels.Columns).softmax(-1),
        ["logSoftmax"] = x => torch.nn.functional.log_softmax(x.view(-1, SpanKernels.Columns), -1),
    };

    /// <inheritdoc/>
    public string Name => "torch";

    /// <summary>The only peer here, to use up to so many threads.</summary>
    public static IReadOnlyList<IElementwisePeer> Find(int threads)
    {
        torch.set_num_threads(threads);
        torch.set_grad_enabled(false);
        return [new TorchElementwise()];
    }

    /// <inheritdoc/>
    /// <remarks>The operands are left to their finalizers: a report lasts less than they would be worth.</remarks>
    public Action? Prepare(string kernel, ElementwiseOperands operands)
    {
        var left = torch.tensor(operands.Left.ToArray());
        if (s_ofSpans.TryGetValue(kernel, out var ofSpan))
            return () => ofSpan(left).Dispose();
        var right = torch.tensor(operands.Right.ToArray());
        switch (kernel)
        {
            case "where":
                var condition = left.ne(0);
                return () => torch.where(condition, right, left).Dispose();
            case "layerNorm":
                var rows = left.view(-1, SpanKernels.Columns);
                var (weight, bias) = (right.narrow(0, 0, SpanKernels.Columns), right.narrow(0, 0, SpanKernels.Columns));
                return () => torch.nn.functional.layer_norm(rows, [SpanKernels.Columns], weight, bias).Dispose();
        }
        string name = s_otherNames.GetValueOrDefault(kernel, kernel);
        if (Method(name) is { } unary)
        {
            var function = unary.CreateDelegate<Func<torch.Tensor>>(left);
            return () => function().Dispose();
        }
        if (Method(name, typeof(torch.Tensor)) is { } binary)
        {
            var function = binary.CreateDelegate<Func<torch.Tensor, torch.Tensor>>(left);
            return () => function(right).Dispose();
        }
        return null;
    }

    private static MethodInfo? Method(string name, params Type[] parameters) =>
        typeof(torch.Tensor).GetMethod(name, BindingFlags.Public | BindingFlags.Instance, parameters) is { } method
            && method.ReturnType == typeof(torch.Tensor) ? method : null;
}
