using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;

namespace SimdGrad.Optim;

/// <summary>Changes parameters by their gradients, all of a set in one pass.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Optimizer<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _parameters;
    private readonly PooledBuffer<T>[] _states;
    private int _rented;
    private bool _disposed;
    private double _learningRate;

    private protected Optimizer(ParameterSet<T> parameters, double learningRate, int states)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _learningRate = NonNegative(learningRate, nameof(learningRate));
        _parameters = parameters;
        _states = new PooledBuffer<T>[states];
    }

    /// <summary>The step size; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or NaN.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = NonNegative(value, nameof(LearningRate));
    }

    /// <summary>Updates all parameters from their gradients. The gradients stay as they are.</summary>
    /// <exception cref="ObjectDisposedException">The optimizer or the parameters are disposed.</exception>
    public abstract void Step();

    /// <summary>Returns the memory of the state to the pool.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        for (int i = 0; i < _rented; i++)
            _states[i].Dispose();
        GC.SuppressFinalize(this);
    }

    // Finite as T too: what overflows there makes NaN of the zeros between parameters.
    private protected static double NonNegative(double value, string name) => value >= 0 && T.IsFinite(T.CreateTruncating(value))
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite as {typeof(T).Name} and not negative.");

    private protected static double Positive(double value, string name) => T.CreateTruncating(NonNegative(value, name)) > T.Zero
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be greater than 0 as {typeof(T).Name}.");

    private protected static double Fraction(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be in [0, 1).");

    /// <summary>A coefficient of an update rule, rounded to the element type.</summary>
    private protected static T Coefficient(double value) => T.CreateTruncating(value);

    private protected void Apply<TRule>(in TRule rule) where TRule : struct, IUpdateRule<T>
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RentStates();
        Update.Run(
            in rule, _parameters.Values, _parameters.Gradients,
            _states.Length > 0 ? _states[0].Span : default, _states.Length > 1 ? _states[1].Span : default);
    }

    // At the first step, not before: a constructor that throws has then nothing to return.
    private void RentStates()
    {
        while (_rented < _states.Length)
        {
            var state = BufferPool.Shared.Rent<T>(_parameters.Values.Length);
            state.Span.Clear();
            _states[_rented++] = state;
        }
    }
}
