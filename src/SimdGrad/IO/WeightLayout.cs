namespace SimdGrad.IO;

/// <summary>How a file of weights keeps the matrices of linear layers. The names are the same.</summary>
public enum WeightLayout
{
    /// <summary>As parameters are in memory: [inputs, outputs].</summary>
    SimdGrad,

    /// <summary>As PyTorch keeps them: [outputs, inputs].</summary>
    PyTorch,
}
