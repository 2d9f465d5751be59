using System.Numerics;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>
/// A computation that is recorded once and then run again and again on other numbers, with the bits that recording it anew would
/// give: nothing is checked or put on a tape any more, only computed, so that steps of small networks take half the time or less.
/// </summary>
/// <remarks>
/// <para>What changes from run to run is written to its inputs, <see cref="Input"/> and <see cref="Indices"/>, and to parameters;
/// constants, numbers, shapes and what the recording program decided stay as they were recorded. The targets of a loss are the
/// <see cref="ReplayInput{T}.Values"/> of an input.</para>
/// <para>A run adds to the gradients of parameters, as any backward pass: zero them before. Hooks are called and gradients kept
/// (<see cref="Tensor{T}.RetainGradient"/>) in each run.</para>
/// <para>State of the model that steps change, the random state of dropout and the running statistics of batch norm, is changed
/// by each run as a recorded step would, and not by the recording.</para>
/// <para>What cannot be run again is an error when it is recorded: operations without
/// <see cref="IOperation.Forward{T}"/>, indices and targets in the program's own memory, and dropout with a draw of the program's
/// own.</para>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Replay<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool _pool;
    private readonly Tape<T> _tape;
    private readonly List<ReplayIndices> _indices = [];
    private readonly List<object> _kept = [];
    private readonly List<Tensor<T>> _required = [];
    private ReplayStep<T>[] _steps = [];
    private Tensor<T> _root;
    private ArenaMark _mark;

    /// <summary>Makes a replay without inputs.</summary>
    /// <param name="pool">Where its memory comes from; <see cref="BufferPool.Shared"/> if not given.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Replay(BufferPool? pool = null)
    {
        _pool = pool ?? BufferPool.Shared;
        _tape = new Tape<T>(_pool) { Recorder = this };
    }

    /// <summary>The tape that is recorded on: for constants and parameters.</summary>
    public Tape<T> Tape => _tape;

    /// <summary>Adds a tensor whose values are written before each run.</summary>
    /// <param name="shape">The shape.</param>
    /// <exception cref="InvalidOperationException">The recording has ended, or is another thread's.</exception>
    /// <exception cref="ObjectDisposedException">The replay is disposed.</exception>
    public ReplayInput<T> Input(Shape shape) => new(_tape.ReplayInput(in shape));

    /// <summary>Adds indices, such as the classes of a batch, that are written before each run.</summary>
    /// <param name="length">Their number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The recording has ended, or is another thread's.</exception>
    /// <exception cref="ObjectDisposedException">The replay is disposed.</exception>
    public ReplayIndices Indices(int length)
    {
        // Refuses what it must.
        _ = _tape.Allocate(length);
        var buffer = _pool.Rent<int>(Math.Max(length, 1));
        buffer.Span.Clear();
        ReplayIndices indices = new(buffer, length);
        _indices.Add(indices);
        return indices;
    }

    /// <summary>Ends the recording, which led to a loss.</summary>
    /// <param name="loss">The scalar that runs compute, and whose gradients they give.</param>
    /// <exception cref="ArgumentException"><paramref name="loss"/> is of another tape.</exception>
    /// <exception cref="InvalidOperationException">
    /// It is no scalar, or depends on nothing that wants a gradient; an operation that leads to it cannot be run again, which the
    /// message names; or the recording has ended before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The replay is disposed.</exception>
    public void Record(Tensor<T> loss)
    {
        _steps = _tape.EndRecording(loss, _required);
        _root = loss;
        _mark = _tape.Mark();
    }

    /// <summary>
    /// Computes the loss from what inputs and parameters hold now, and adds its gradients to those of the parameters.
    /// </summary>
    /// <returns>The loss.</returns>
    /// <remarks>If it throws, gradients that were zero before are zero, and another run may follow.</remarks>
    /// <exception cref="ArgumentException">An input is outside what an operation takes, as a class that is none.</exception>
    /// <exception cref="InvalidOperationException">Nothing was recorded, or a run is under way.</exception>
    /// <exception cref="ObjectDisposedException">The replay, or a set of parameters, is disposed.</exception>
    public T Run()
    {
        if (_root.IsDefault)
            throw new InvalidOperationException("Nothing was recorded yet; give Record the loss that is to be run.");
        _tape.Run(_steps, _root.Index, in _mark);
        return _root.Values[0];
    }

    /// <summary>Returns the memory to the pool.</summary>
    /// <exception cref="InvalidOperationException">A run is under way.</exception>
    public void Dispose()
    {
        _tape.Dispose();
        foreach (var indices in _indices)
            indices.Return();
        _indices.Clear();
    }

    /// <summary>The number of the indices that a span is.</summary>
    /// <exception cref="InvalidOperationException">It is none of this.</exception>
    internal int NumberOf(ReadOnlySpan<int> indices, string name)
    {
        for (int i = 0; i < _indices.Count; i++)
            if (_indices[i].Values == indices)
                return i;
        throw new InvalidOperationException(
            $"{name} are not the Indices of this replay, so it would not find them again in each run.");
    }

    /// <summary>Keeps what an operation reads or changes in each run, beside its inputs.</summary>
    /// <returns>The number under which it is found.</returns>
    internal int Keep(object state)
    {
        _kept.Add(state);
        return _kept.Count - 1;
    }

    /// <summary>Keeps a tensor that an operation reads beside its inputs.</summary>
    internal int Keep(Tensor<T> tensor)
    {
        Require(tensor);
        return Keep((object)tensor);
    }

    /// <summary>What was kept under a number.</summary>
    internal TState Kept<TState>(int number) => (TState)_kept[number];

    /// <summary>Has a tensor computed in each run, whether the loss depends on it or not; none if default.</summary>
    internal void Require(Tensor<T> tensor)
    {
        if (!tensor.IsDefault)
            _required.Add(tensor);
    }

    /// <summary>The indices of a number.</summary>
    internal ReadOnlySpan<int> IndicesAt(int number) => _indices[number].Values;
}
