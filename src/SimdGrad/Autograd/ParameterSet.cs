using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>
/// The parameters of a model in two flat blocks, one of values and one of gradients, so that an optimizer step, a norm or a
/// checkpoint is one pass over one span. Each parameter begins on a 64-byte line; what lies between is zero and stays zero.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "The field's name for it.")]
public sealed unsafe class ParameterSet<T> : IReadOnlyList<Parameter<T>>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly PooledBuffer<T> _values;
    private readonly PooledBuffer<T> _gradients;
    private bool _disposed;

    /// <summary>Makes parameters of the given names and shapes; values and gradients are zero.</summary>
    /// <param name="parameters">Names, each one once, and shapes.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice, or there are 2^31 elements or more.</exception>
    public ParameterSet(params ReadOnlySpan<(string Name, Shape Shape)> parameters)
    {
        SpanGuard.Element<T>();
        int lineLength = 64 / sizeof(T);
        long length = 0;
        var names = new HashSet<string>();
        _parameters = new Parameter<T>[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            var (name, shape) = parameters[i];
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(parameters));
            if (!names.Add(name))
                throw new ArgumentException($"There are two parameters named '{name}'.", nameof(parameters));
            _parameters[i] = new Parameter<T>(this, name, shape, (int)length);
            length += ((long)shape.Length + lineLength - 1) / lineLength * lineLength;
            if (length > int.MaxValue)
                throw new ArgumentException(
                    $"The parameters up to '{name}' have {length} elements; a set holds {int.MaxValue}.", nameof(parameters));
        }
        _values = BufferPool.Shared.Rent<T>((int)length);
        try
        {
            _gradients = BufferPool.Shared.Rent<T>((int)length);
        }
        catch
        {
            _values.Dispose();
            throw;
        }
        _values.Span.Clear();
        _gradients.Span.Clear();
    }

    /// <summary>The number of parameters.</summary>
    public int Count => _parameters.Length;

    /// <summary>All values, with the zeros between parameters.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> Values => Alive(_values).Span;

    /// <summary>All gradients, laid out as <see cref="Values"/>.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> Gradients
    {
        get
        {
            var gradients = Alive(_gradients).Span;
            foreach (var parameter in _parameters)
                parameter.StoreZeros();
            return gradients;
        }
    }

    internal T* ValuePointer => Alive(_values).Pointer;

    internal T* GradientPointer => Alive(_gradients).Pointer;

    /// <summary>The parameter at a position.</summary>
    public Parameter<T> this[int index] => _parameters[index];

    /// <summary>The parameter of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names.</exception>
    public Parameter<T> this[string name] => Array.Find(_parameters, p => p.Name == name)
        ?? throw new KeyNotFoundException(
            $"There is no parameter '{name}'; there are {string.Join(", ", _parameters.Select(p => p.Name))}.");

    /// <summary>
    /// Sets all gradients to zero; the backward pass adds to what is there. It takes no time: the zeros are stored when the
    /// gradients are read, but for those that a backward pass has overwritten until then.
    /// </summary>
    /// <remarks>A span that was taken before, from here or a parameter, may not show the zeros.</remarks>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public void ZeroGradients()
    {
        Alive(_gradients);
        foreach (var parameter in _parameters)
            parameter.GradientIsZero = true;
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter<T>> GetEnumerator() => ((IEnumerable<Parameter<T>>)_parameters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the memory to the pool. Tapes that use the parameters must not be used any more.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _values.Dispose();
        _gradients.Dispose();
    }

    // The buffers check too, but would name themselves instead of the set.
    private PooledBuffer<T> Alive(PooledBuffer<T> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return buffer;
    }
}
