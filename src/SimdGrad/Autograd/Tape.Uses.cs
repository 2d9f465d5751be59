using System.Diagnostics.CodeAnalysis;

namespace SimdGrad;

// The parameters on the tape.
public sealed unsafe partial class Tape<T>
{
    private ParameterUse<T>[] _uses = new ParameterUse<T>[8];
    private int _useCount;

    // Those before have been given back to their parameters, which then need not watch for writes any more.
    private int _endedCount;

    /// <summary>
    /// Puts a parameter on the tape, without a copy: operations read its values in place, and the backward pass adds to its
    /// gradient. Values that are changed between the operations that use them and the backward pass are an error there.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tape or the parameter's set is disposed.</exception>
    public Tensor<T> Use(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        // Before the node is made: it throws if the set is disposed.
        T* value = parameter.ValuePointer;
        Admit();
        if (_useCount == _uses.Length)
            Array.Resize(ref _uses, 2 * _useCount);
        ref var node = ref AppendInput(in parameter.ShapeInPlace, value, requiresGradient: true);
        _uses[_useCount++] = new(parameter, RecordsGradients ? parameter.BeginUse(value) : ParameterUse<T>.Unwatched);
        node.Use = _useCount;
        return Last();
    }

    /// <summary>Throws if a value that is that of a parameter has been changed since it was put on the tape.</summary>
    internal void CheckUnchanged(in Node<T> value, in Node<T> reader)
    {
        ref readonly var use = ref _uses[value.Use - 1];
        if (use.Version != ParameterUse<T>.Unwatched && use.Version != use.Parameter.Version)
            ThrowChanged(use.Parameter, in reader);
    }

    [DoesNotReturn]
    private static void ThrowChanged(Parameter<T> parameter, in Node<T> reader) => throw new InvalidOperationException(
        $"The backward pass of {Title(in reader)} reads the parameter '{parameter.Name}' {parameter.Shape}, but its values "
        + "were changed after the operation had used them. Change parameters after the backward pass, or record anew.");

    private void EndUses()
    {
        for (; _endedCount < _useCount; _endedCount++)
            if (_uses[_endedCount].Version != ParameterUse<T>.Unwatched)
                _uses[_endedCount].Parameter.EndUse();
    }
}
