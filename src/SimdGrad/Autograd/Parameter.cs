using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdGrad;

/// <summary>A named, shaped view of a part of a <see cref="ParameterSet{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
[DebuggerDisplay("{Name} {Shape}")]
public sealed unsafe class Parameter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _set;
    private readonly int _offset;
    private readonly Shape _shape;
    private T* _values, _gradient;
    private ValueWatch _watch;

    internal Parameter(ParameterSet<T> set, string name, Shape shape, int offset)
    {
        _set = set;
        Name = name;
        _shape = shape;
        _offset = offset;
    }

    /// <summary>The name, unique in the set.</summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public Shape Shape => _shape;

    /// <summary>
    /// Whether this is a matrix [inputs, outputs], which PyTorch has as [outputs, inputs]: files can keep it in either form.
    /// </summary>
    public bool InputsFirst { get; internal set; }

    /// <summary>
    /// The values, row-major. Changing them between the operations that use them and the backward pass is an error there.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> Values
    {
        get
        {
            var values = new Span<T>(ValuePointer, Shape.FlattenedLength);
            BeforeWrite();
            return values;
        }
    }

    /// <summary>The gradient, laid out as <see cref="Values"/>: the sum over all backward passes since it was zeroed.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> Gradient
    {
        get
        {
            var gradient = new Span<T>(GradientPointer, Shape.FlattenedLength);
            StoreZeros();
            return gradient;
        }
    }

    /// <summary>
    /// Whether the gradient is zero, whatever is in its memory: it was zeroed, and nothing was written since. So a backward pass
    /// overwrites it, and a step touches the memory as seldom as it can.
    /// </summary>
    internal bool GradientIsZero { get; set; }

    /// <summary>Where the parameter begins in its set.</summary>
    internal int Begin => _offset;

    /// <summary>The version of the values: another number after each change while a tape counts on them.</summary>
    internal int Version => _watch.Version(ValuePointer, ByteLength);

    internal T* ValuePointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_values == null)
                ThrowDisposed();
            return _values;
        }
    }

    internal T* GradientPointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_gradient == null)
                ThrowDisposed();
            return _gradient;
        }
    }

    /// <summary>The shape, without a copy.</summary>
    internal ref readonly Shape ShapeInPlace => ref _shape;

    private nint ByteLength => (nint)_shape.FlattenedLength * sizeof(T);

    /// <summary>Says where the blocks of the set begin; null when they are returned.</summary>
    internal void Place(T* values, T* gradients)
    {
        _values = values == null ? null : values + _offset;
        _gradient = gradients == null ? null : gradients + _offset;
    }

    /// <summary>Counts a use whose backward pass will read the values.</summary>
    /// <param name="values">Where the values are.</param>
    /// <returns>The version of the values.</returns>
    internal int BeginUse(T* values) => _watch.Begin(values, ByteLength);

    /// <summary>Counts the end of a use.</summary>
    internal void EndUse() => _watch.End();

    /// <summary>Called before values may be written.</summary>
    internal void BeforeWrite()
    {
        if (_watch.IsCountedOn)
            _watch.BeforeWrite(ValuePointer, ByteLength);
    }

    /// <summary>Stores the zeros of a gradient that was zeroed, for those who read the memory.</summary>
    internal void StoreZeros()
    {
        if (!GradientIsZero)
            return;
        new Span<T>(GradientPointer, Shape.FlattenedLength).Clear();
        GradientIsZero = false;
    }

    [DoesNotReturn]
    private void ThrowDisposed() => throw new ObjectDisposedException(_set.GetType().FullName);
}
