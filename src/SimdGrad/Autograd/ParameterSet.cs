using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>
/// The parameters of a model in two flat blocks, one of values and one of gradients, so that an optimizer step, a norm or a
/// checkpoint is one pass over one span. Each parameter begins on a 64-byte line; what lies between is zero and stays zero.
/// Buffers, which no optimizer changes, are in a block of their own.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "The field's name for it.")]
public sealed unsafe class ParameterSet<T> : IReadOnlyList<Parameter<T>>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly ModelBuffer<T>[] _buffers;
    private readonly PooledBuffer<T> _values;
    private readonly PooledBuffer<T> _gradients;
    private readonly PooledBuffer<T> _bufferValues;
    private bool _disposed;

    /// <summary>Makes parameters of the given names and shapes; values and gradients are zero.</summary>
    /// <param name="parameters">Names, each one once, and shapes.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice, or there are 2^31 elements or more.</exception>
    public ParameterSet(params ReadOnlySpan<(string Name, Shape Shape)> parameters) : this(parameters, [])
    {
    }

    /// <summary>Makes parameters and buffers of the given names and shapes; all values are zero.</summary>
    /// <param name="parameters">Names, each one once, and shapes.</param>
    /// <param name="buffers">The same of buffers, and <see cref="ModelBuffer{T}.IsWeight"/> of each.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice, or there are 2^31 elements or more.</exception>
    public ParameterSet(
        ReadOnlySpan<(string Name, Shape Shape)> parameters, ReadOnlySpan<(string Name, Shape Shape, bool IsWeight)> buffers)
    {
        SpanGuard.Element<T>();
        var names = new HashSet<string>();
        long length = 0, bufferLength = 0;
        _parameters = new Parameter<T>[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            var (name, shape) = parameters[i];
            _parameters[i] = new Parameter<T>(this, name, shape, Place(names, name, shape, nameof(parameters), ref length));
        }
        _buffers = new ModelBuffer<T>[buffers.Length];
        for (int i = 0; i < buffers.Length; i++)
        {
            var (name, shape, isWeight) = buffers[i];
            _buffers[i] = new ModelBuffer<T>(
                this, name, shape, Place(names, name, shape, nameof(buffers), ref bufferLength), isWeight);
        }
        _values = BufferPool.Shared.Rent<T>((int)length);
        try
        {
            _gradients = BufferPool.Shared.Rent<T>((int)length);
            try
            {
                if (bufferLength > 0)
                    _bufferValues = BufferPool.Shared.Rent<T>((int)bufferLength);
            }
            catch
            {
                _gradients.Dispose();
                throw;
            }
        }
        catch
        {
            _values.Dispose();
            throw;
        }
        foreach (var parameter in _parameters)
            parameter.Place(_values.Pointer, _gradients.Pointer);
        _values.Span.Clear();
        _gradients.Span.Clear();
        BufferValues.Clear();
    }

    /// <summary>The number of parameters.</summary>
    public int Count => _parameters.Length;

    /// <summary>All values, with the zeros between parameters.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> Values
    {
        get
        {
            var values = Alive(_values).Span;
            foreach (var parameter in _parameters)
                parameter.BeforeWrite();
            return values;
        }
    }

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

    /// <summary>
    /// The state that belongs to the model besides its parameters, such as the running statistics of batch norm.
    /// </summary>
    public IReadOnlyList<ModelBuffer<T>> Buffers => _buffers;

    /// <summary>The values of all buffers, with zeros between them.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> BufferValues => Alive(_bufferValues).Length == 0 ? [] : _bufferValues.Span;

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
        foreach (var parameter in _parameters)
            parameter.Place(null, null);
        _values.Dispose();
        _gradients.Dispose();
        if (_bufferValues.Length != 0)
            _bufferValues.Dispose();
    }

    // Where the next parameter or buffer begins: on a line of its own.
    private static int Place(HashSet<string> names, string name, Shape shape, string argument, ref long length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, argument);
        if (!names.Add(name))
            throw new ArgumentException($"There are two {argument} named '{name}'.", argument);
        int offset = (int)length, lineLength = 64 / sizeof(T);
        length += ((long)shape.FlattenedLength + lineLength - 1) / lineLength * lineLength;
        return length <= int.MaxValue
            ? offset
            : throw new ArgumentException(
                $"The {argument} up to '{name}' have {length} elements; a set holds {int.MaxValue}.", argument);
    }

    // The buffers check too, but would name themselves instead of the set.
    private PooledBuffer<T> Alive(PooledBuffer<T> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return buffer;
    }
}
