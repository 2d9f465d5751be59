using System.Numerics;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Matrix products: one row, remainders of every tile, several panels; each way that operands may lie.</summary>
internal readonly struct GemmReference : IReferenceKernel
{
    private static readonly GemmCase[] s_cases =
    [
        new(1, 1, 1), new(1, 70, 33), new(7, 19, 33) { Gap = 3 }, new(13, 37, 513) { Accumulate = true },
        new(64, 10, 130) { Bias = true }, new(65, 129, 1100) { Bias = true },
    ];

    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var gemm in s_cases.SelectMany(gemm => gemm.Transposes()))
            results.Add(
                "Gemm.Multiply", Shape(gemm),
                gemm.Bias ? new GemmOperands<T>(gemm).Run<Tanh>() : new GemmOperands<T>(gemm).Run<SimdGrad.Kernels.Identity>());
        var batch = new GemmBatchCase(5, new GemmCase(4, 9, 6));
        results.Add("Gemm.MultiplyBatch", $"5 of {Shape(batch.Gemm)}", new GemmBatchOperands<T>(batch).Run());
    }

    private static string Shape(GemmCase gemm) =>
        $"{gemm.M}x{gemm.N}x{gemm.K}" + (gemm.TransposeA ? " A^T" : "") + (gemm.TransposeB ? " B^T" : "")
        + (gemm.Accumulate ? " added" : "") + (gemm.Bias ? " bias and tanh" : "");
}
