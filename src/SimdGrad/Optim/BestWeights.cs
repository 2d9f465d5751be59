using System.Numerics;

namespace SimdGrad.Optim;

/// <summary>
/// The weights and buffers of the best epoch of a run so far, by some measure, and how long ago it was: what early stopping goes
/// by. A checkpoint saves it, so that a run goes on as if nothing had happened.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class BestWeights<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values, _buffers;

    /// <summary>Begins without an epoch.</summary>
    /// <param name="parameters">The parameters, with their buffers, that are to be kept.</param>
    public BestWeights(ParameterSet<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        _values = new T[parameters.Values.Length];
        _buffers = new T[parameters.BufferValues.Length];
        Clear();
    }

    /// <summary>The parameters whose values are kept.</summary>
    public ParameterSet<T> Parameters { get; }

    /// <summary>The number of the best epoch, from 0; null if there is none.</summary>
    public int? Epoch { get; private set; }

    /// <summary>Its measure; NaN if there is none.</summary>
    public double Measure { get; private set; }

    /// <summary>How many epochs have been added since, or at all if none of them is the best.</summary>
    public int EpochsSince { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Set(null, double.NaN, 0);

    /// <summary>Adds an epoch; if it is the best so far, the values of the parameters are kept.</summary>
    /// <param name="epoch">The number of the epoch.</param>
    /// <param name="measure">What it is judged by; NaN is never the best.</param>
    /// <param name="higherIsBetter">Whether a larger measure is a better one.</param>
    /// <param name="minImprovement">What an improvement has to exceed.</param>
    /// <returns>Whether it is the best.</returns>
    public bool Add(int epoch, double measure, bool higherIsBetter = false, double minImprovement = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        double gain = higherIsBetter ? measure - Measure : Measure - measure;
        if (double.IsNaN(measure) || (Epoch is not null && !(gain > minImprovement)))
        {
            EpochsSince++;
            return false;
        }
        Set(epoch, measure, 0);
        Parameters.Values.CopyTo(_values);
        Parameters.BufferValues.CopyTo(_buffers);
        return true;
    }

    /// <summary>Writes the values of the best epoch back to the parameters; does nothing if there is none.</summary>
    public void Restore()
    {
        if (Epoch is null)
            return;
        _values.CopyTo(Parameters.Values);
        _buffers.CopyTo(Parameters.BufferValues);
    }

    /// <summary>The values of a parameter in the best epoch; zeros if there is none.</summary>
    /// <exception cref="ArgumentException">It is no parameter of <see cref="Parameters"/>.</exception>
    public ReadOnlySpan<T> Values(Parameter<T> parameter) => Kept(parameter);

    /// <summary>The values of a buffer in the best epoch; zeros if there is none.</summary>
    /// <exception cref="ArgumentException">It is no buffer of <see cref="Parameters"/>.</exception>
    public ReadOnlySpan<T> Values(ModelBuffer<T> buffer) => Kept(buffer);

    /// <summary>The same, for who reads them from a file.</summary>
    internal Span<T> Kept(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Part(_values, Parameters.Values, parameter.Values, nameof(parameter));
    }

    /// <inheritdoc cref="Kept(Parameter{T})"/>
    internal Span<T> Kept(ModelBuffer<T> buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return Part(_buffers, Parameters.BufferValues, buffer.Values, nameof(buffer));
    }

    /// <summary>What a file says beside the values.</summary>
    internal void Set(int? epoch, double measure, int epochsSince) => (Epoch, Measure, EpochsSince) = (epoch, measure, epochsSince);

    private static Span<T> Part(T[] kept, ReadOnlySpan<T> all, ReadOnlySpan<T> values, string name)
    {
        if (values.IsEmpty)
            return [];
        if (!all.Overlaps(values, out int start))
            throw new ArgumentException("It is of other parameters than those that are kept.", name);
        return kept.AsSpan(start, values.Length);
    }
}
