using System.Numerics;

namespace SimdGrad.IO;

/// <summary>What layouts mean for parameters and for the metadata of a file.</summary>
internal static class WeightLayouts
{
    /// <summary>The metadata that says the layout; PyTorch's tools write "pt".</summary>
    public const string MetadataKey = "format";

    /// <summary>What stands there.</summary>
    public static string MetadataValue(this WeightLayout layout) => layout == WeightLayout.PyTorch ? "pt" : "simdgrad";

    /// <summary>Whether a parameter is transposed between memory and file.</summary>
    public static bool Transposes<T>(this WeightLayout layout, Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => layout == WeightLayout.PyTorch && parameter.InputsFirst;
}
