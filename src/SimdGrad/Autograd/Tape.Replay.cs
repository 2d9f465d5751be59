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
        for (int i = 0; i < _count; i++)
            if (_nodes[i].Shape.Length == values.Length && new ReadOnlySpan<T>(_nodes[i].Value, values.Length) == values)
                return new Tensor<T>(this, i, _generation);
        throw new InvalidOperationException(
            $"{name} are not the values of a tensor of this tape, so a replay would not find them again; "
            + "take those of an input of the replay, or of a constant of its tape.");
    }

    /// <summary>Throws if the tape is recorded for a replay.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    internal void ForbidReplay(string what)
    {
        if (Recorder is not null)
            throw new InvalidOperationException($"A replay cannot compute again {what}; record in each step instead.");
    }

    /// <summary>Puts an input on the tape, all zeros, that is written before each run.</summary>
    internal Tensor<T> ReplayInput(in Shape shape)
    {
        Admit();
        var values = _arena.Allocate(shape.Length);
        values.Span.Clear();
        AppendInput(in shape, values.Pointer, requiresGradient: false);
        return Last();
    }

    /// <summary>Ends the recording: the steps that lead to a tensor.</summary>
    internal ReplayStep<T>[] EndRecording(Tensor<T> root)
    {
        int last = IndexOf(root, nameof(root));
        Admit();
        CheckRoot(ref _nodes[last], default);
        if (_state != TapeState.Recording || DetectsAnomalies)
            throw new InvalidOperationException(
                DetectsAnomalies
                    ? "A replay does not look for anomalies; record in each step instead."
                    : "The tape was differentiated already; a replay is recorded without that.");
        var needed = new bool[last + 1];
        needed[last] = true;
        for (int i = last; i >= 0; i--)
        {
            if (!needed[i])
                continue;
            if (_nodes[i].Value == null)
                throw new InvalidOperationException($"{Title(in _nodes[i])} was released; a replay computes it again.");
            foreach (int input in InputsOf(i))
                needed[input] = true;
        }
        var steps = new List<ReplayStep<T>>();
        for (int i = 0; i <= last; i++)
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
