using System.Numerics;

namespace SimdGrad.Training;

/// <summary>Keeps the weights and buffers of the best epoch.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class BestEpoch<T>(EarlyStopping stopping, ParameterSet<T> parameters, bool higherIsBetter)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values = stopping.RestoreBest ? new T[parameters.Values.Length] : [];
    private readonly T[] _buffers = stopping.RestoreBest ? new T[parameters.BufferValues.Length] : [];
    private double _measure = double.NaN;
    private int _epochsSince;

    /// <summary>The number of the best epoch, if there is one.</summary>
    public int? Epoch { get; private set; }

    public bool IsPatienceOver => _epochsSince >= stopping.Patience;

    /// <summary>Whether an epoch is the best so far; if so, its weights are kept.</summary>
    public bool Add(int epoch, double measure)
    {
        double gain = higherIsBetter ? measure - _measure : _measure - measure;
        bool isBest = !double.IsNaN(measure) && (Epoch is null || gain > stopping.MinImprovement);
        _epochsSince = isBest ? 0 : _epochsSince + 1;
        if (!isBest)
            return false;
        (Epoch, _measure) = (epoch, measure);
        if (stopping.RestoreBest)
        {
            parameters.Values.CopyTo(_values);
            parameters.BufferValues.CopyTo(_buffers);
        }
        return true;
    }

    /// <summary>Writes the best weights back.</summary>
    public void Restore()
    {
        if (!stopping.RestoreBest || Epoch is null)
            return;
        _values.CopyTo(parameters.Values);
        _buffers.CopyTo(parameters.BufferValues);
    }
}
