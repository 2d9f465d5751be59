using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Second derivatives.</summary>
public static class Hessian
{
    /// <summary>
    /// The product of the Hessian of a function at a point with a direction v, by a backward pass in dual numbers: exact to the
    /// accuracy of double, without differences, at the cost of a few gradients.
    /// </summary>
    /// <param name="function">
    /// Records a scalar function of the tensors that it is given, one for each input, on their tape. Written as a lambda, its
    /// text is that of the function in double.
    /// </param>
    /// <param name="inputs">The point.</param>
    /// <param name="direction">The direction v: for each input as many numbers as it has elements.</param>
    /// <exception cref="ArgumentException">
    /// An input's shape does not fit its values, or there is not one number for each element; or what the function throws.
    /// </exception>
    /// <exception cref="InvalidOperationException">The result has not one element, or depends on no input.</exception>
    /// <exception cref="NotSupportedException">
    /// The function has an operation without second derivatives; the message names it.
    /// </exception>
    /// <remarks>
    /// Values and gradients are those of double up to the order of additions. At a kink the second derivative is that of the side
    /// whose gradient is taken. This is forward over reverse: B. A. Pearlmutter, "Fast exact multiplication by the Hessian",
    /// Neural Computation 6 (1994) 147-160.
    /// </remarks>
    public static HessianProduct Product(
        Func<Tensor<Dual>[], Tensor<Dual>> function, IReadOnlyList<GradCheckInput> inputs,
        IReadOnlyList<double[]> direction)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(direction);
        if (direction.Count != inputs.Count)
            throw new ArgumentException($"There are {inputs.Count} inputs and {direction.Count} parts.", nameof(direction));
        using var tape = new Tape<Dual>();
        var tensors = new Tensor<Dual>[inputs.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            var values = inputs[i].Values ?? throw new ArgumentException($"inputs[{i}] has no values.", nameof(inputs));
            var tangents = direction[i];
            if (tangents?.Length != values.Length)
                throw new ArgumentException(
                    $"direction[{i}] has {tangents?.Length ?? 0} numbers; input {i} has {values.Length}.", nameof(direction));
            tensors[i] = tape.Variable([.. values.Zip(tangents, (x, v) => new Dual(x, v))], inputs[i].Shape);
        }
        var y = function(tensors);
        y.Backward();
        var result = y.Item();
        return new HessianProduct(
            result.Value, result.Tangent, [.. tensors.Select(x => Parts(x, dual => dual.Value))],
            [.. tensors.Select(x => Parts(x, dual => dual.Tangent))]);
    }

    private static double[] Parts(Tensor<Dual> x, Func<Dual, double> part)
    {
        var parts = new double[x.Shape.FlattenedLength];
        var gradient = x.Gradient;
        for (int i = 0; i < gradient.Length; i++)
            parts[i] = part(gradient[i]);
        return parts;
    }
}
