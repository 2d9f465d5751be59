using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>A module beside which its input passes: y = x + f(x). Its parameters are named <c>inner.</c> and so on.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>K. He et al., "Deep residual learning for image recognition", 2015.</remarks>
public sealed class Residual<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (string Name, Module<T> Module)[] _children;

    /// <summary>Wraps a module.</summary>
    /// <param name="inner">The function f, whose result has the shape of its input.</param>
    public Residual(Module<T> inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _children = [("inner", inner)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Module<T> Module)> Children => _children;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape does not fit, or the result has another.</exception>
    public override Tensor<T> Forward(Tensor<T> input)
    {
        var y = _children[0].Module.Forward(input);
        return y.Shape == input.Shape
            ? input + y
            : throw new ArgumentException(
                $"{_children[0].Module} makes {y.Shape} of {input.Shape}; a residual takes equal shapes.", nameof(input));
    }
}
