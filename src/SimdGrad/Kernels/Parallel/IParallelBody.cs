namespace SimdGrad.Kernels;

/// <summary>Work that falls into independent parts.</summary>
internal interface IParallelBody
{
    /// <summary>Does one part.</summary>
    void Invoke(int part);
}
