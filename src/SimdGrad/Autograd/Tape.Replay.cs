namespace SimdGrad;

// The graph of a replay.
public sealed unsafe partial class Tape<T>
{
    // The inputs that keep their gradients on the tape.
    private int[] _variables = [];

    /// <summary>The replay that the tape is recorded for; null for none.</summary>
    internal Replay<T>? Recorder { get; init; }

    /// <summary>
    /// The tensor whose values a span is, while the tape is recorded for a replay, which reads them there each time; otherwise
    /// default.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such tensor.</exception>
    internal Tensor<T> SourceOf(ReadOnlySpan<T> values, string name)
    {
        if (Recorder is null || values.IsEmpty)
            return default;
        // The last, since parts are put together in the memory of the whole, one by one.
        for (int i = _count - 1; i >= 0; i--)
            if (_nodes[i].Shape.FlattenedLength == values.Length && new ReadOnlySpan<T>(_nodes[i].Value, values.Length) == values)
                return new Tensor<T>(this, i, _generation);
        throw new InvalidOperationException(
            $"{name} are not the values of a tensor of this tape, so a replay would not find them again; "
            + "take those of an input of the replay, or of a constant of its tape.");
    }

    /// <summary>
    /// Whether operations change what a model remembers, as running statistics: not where they are only recorded for a replay,
    /// whose runs do that.
    /// </summary>
    internal bool ChangesState =>
        Recorder is null && (_outer is null || _outer.ChangesState || _outer._state == TapeState.Differentiating);

    /// <summary>Puts an input on the tape, all zeros, that is written before each run.</summary>
    internal Tensor<T> ReplayInput(in Shape shape)
    {
        Admit();
        var values = _arena.Allocate(shape.FlattenedLength);
        values.Span.Clear();
        AppendInput(in shape, values.Pointer, requiresGradient: false);
        return Last();
    }

    /// <summary>Ends the recording: the steps that lead to a tensor, or to others that are required.</summary>
    internal ReplayStep<T>[] EndRecording(Tensor<T> root, IReadOnlyList<Tensor<T>> required)
    {
        int last = IndexOf(root, nameof(root));
        Admit();
        CheckRoot(ref _nodes[last], default);
        if (_state != TapeState.Recording || DetectsAnomalies)
            throw new InvalidOperationException(
                DetectsAnomalies
                    ? "A replay does not look for anomalies; record in each step instead."
                    : "The tape was differentiated already; a replay is recorded without that.");
        var needed = new bool[_count];
        needed[last] = true;
        foreach (var tensor in required)
            needed[tensor.Index] = true;
        for (int i = _count - 1; i >= 0; i--)
            if (needed[i])
                foreach (int input in InputsOf(i))
                    needed[input] = true;
        var steps = new List<ReplayStep<T>>();
        for (int i = 0; i < _count; i++)
        {
            if (!needed[i] || _nodes[i].Kind == null)
                continue;
            var forward = _nodes[i].Kind().Forward;
            if (forward == null)
                throw new InvalidOperationException(
                    $"{Title(in _nodes[i])} cannot be computed again by a replay; record in each step instead.");
            steps.Add(new(forward, i));
        }
        _variables = [.. Enumerable.Range(0, last + 1).Where(IsVariable)];
        EndUses();
        // Both passes of a run see the same values; between runs they are meant to change.
        for (int i = 0; i < _useCount; i++)
            _uses[i] = _uses[i] with { Version = ParameterUse<T>.Unwatched };
        _state = TapeState.Replaying;
        _owner = Closed;
        return [.. steps];
    }

    private bool IsVariable(int node) =>
        _nodes[node] is { Kind: null, RequiresGradient: true, Use: 0 };

    /// <summary>How far the memory is handed out.</summary>
    internal ArenaMark Mark() => _arena.Mark();

    /// <summary>Computes the steps of a recording again, and then the gradients of the last.</summary>
    internal void Run(ReadOnlySpan<ReplayStep<T>> steps, int root, in ArenaMark mark)
    {
        if (_state != TapeState.Replaying)
            ThrowClosed();
        for (int i = 0; i < _useCount; i++)
            _ = _uses[i].Parameter.ValuePointer;
        _state = TapeState.Differentiating;
        try
        {
            _arena.Rewind(in mark);
            var nodes = _nodes;
            // Those of results are gone with the run before; only variables keep theirs.
            foreach (int variable in _variables)
                nodes[variable].Gradient = null;
            for (int i = 0; i < _extraCount; i++)
                _extras[i].Total = null;
            _begunCount = 0;
            RetainsGraph = false;
            foreach (ref readonly var step in steps)
                step.Forward(new ForwardContext<T>(this, ref nodes[step.Node]));
            Seed(ref nodes[root], default);
            Sweep(root, default);
        }
        catch
        {
            Fail();
            for (int i = 0; i < _count; i++)
                _nodes[i].Gradient = null;
            throw;
        }
        finally
        {
            _state = TapeState.Replaying;
        }
    }
}
