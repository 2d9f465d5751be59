using System.Numerics;

namespace SimdGrad;

/// <summary>A parameter on a tape, with the version of its values then.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Version">Its version; <see cref="Unwatched"/> if no gradients were recorded.</param>
/// <typeparam name="T">The element type.</typeparam>
internal readonly record struct ParameterUse<T>(Parameter<T> Parameter, int Version)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The version of a use that no backward pass goes back to.</summary>
    public const int Unwatched = -1;
}
