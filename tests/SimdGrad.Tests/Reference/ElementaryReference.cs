using System.Numerics;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using SimdGrad.Tests.Simd;

namespace SimdGrad.Tests.Reference;

/// <summary>The elementary functions.</summary>
internal readonly struct ElementaryReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var function in ElementaryFunction.All)
        {
            T[] x = Inputs.Wild<T>(8192, 1), y = new T[x.Length];
            Isa.Run<Loop<T>, T>(new(function, x, y));
            results.Add($"VecMath.{function.Name}", "8192", y);
        }
    }

    private readonly struct Loop<T>(ElementaryFunction function, T[] x, T[] y) : IKernel<T> where T : unmanaged
    {
        public void Run<V>() where V : struct, IVec<V, T>
        {
            var f = function.On<V>();
            for (int i = 0; i < x.Length; i += V.Count)
                V.Store(f(V.Load(ref x[i])), ref y[i]);
        }
    }
}
