using System.Numerics;

namespace SimdGrad.Tests.Reference;

/// <summary>
/// A kernel with fixed inputs, whose results every processor is to reproduce. Operations, losses, optimizers and the like are
/// found by their existence (<see cref="ReferenceKernels"/>); each other public kernel has a struct of this kind, and a test
/// finds the missing.
/// </summary>
internal interface IReferenceKernel
{
    /// <summary>Runs the kernel and adds its results.</summary>
    void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>;
}
