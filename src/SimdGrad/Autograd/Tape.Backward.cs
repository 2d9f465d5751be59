using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

// The backward pass.
public sealed unsafe partial class Tape<T>
{
    private NodeExtra<T>[] _extras = [];
    private int _extraCount;

    // Parameters whose gradient was zero before the pass: it will be so again if the pass fails.
    private Parameter<T>[] _begun = new Parameter<T>[8];
    private int _begunCount;

    private CancellationToken _cancellationToken;

    /// <summary>Whether another pass may follow that under way, so that it has to leave the graph as it is.</summary>
    internal bool RetainsGraph { get; private set; }

    /// <summary>
    /// Computes the gradients of the sum of several scalars, as <see cref="Tensor{T}.Backward(bool, CancellationToken)"/> does of
    /// one.
    /// </summary>
    /// <param name="roots">The scalars.</param>
    /// <param name="retainGraph">Whether another backward pass may follow.</param>
    /// <param name="cancellationToken">Ends the pass between two operations.</param>
    /// <exception cref="ArgumentException">There are no roots, or one is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A root is no scalar, or see there.</exception>
    public void Backward(
        ReadOnlySpan<Tensor<T>> roots, bool retainGraph = false, CancellationToken cancellationToken = default)
    {
        if (roots.IsEmpty)
            throw new ArgumentException("roots is empty; there is nothing to differentiate.", nameof(roots));
        Backward(roots, default, retainGraph, cancellationToken);
    }

    /// <summary>Runs the backward pass from <paramref name="roots"/>; an empty <paramref name="seed"/> stands for 1.</summary>
    internal void Backward(
        ReadOnlySpan<Tensor<T>> roots, ReadOnlySpan<T> seed, bool retainGraph, CancellationToken cancellationToken)
    {
        int last = 0;
        foreach (var root in roots)
        {
            int index = IndexOf(root, nameof(root));
            CheckRoot(ref _nodes[index], seed);
            last = Math.Max(last, index);
        }
        Admit();
        if (_state == TapeState.Differentiated)
            throw new InvalidOperationException(
                "The tape was differentiated already, and the graph not retained; record the computation again after Reset, "
                + "or pass retainGraph to the first pass.");
        cancellationToken.ThrowIfCancellationRequested();

        int owner = _owner;
        _owner = Closed;
        _state = TapeState.Differentiating;
        RetainsGraph = retainGraph;
        _cancellationToken = cancellationToken;
        _begunCount = 0;
        try
        {
            foreach (var root in roots)
                Seed(ref _nodes[root.Index], seed);
            Sweep(last, cancellationToken);
        }
        catch
        {
            Fail();
            throw;
        }
        _state = retainGraph ? TapeState.Recording : TapeState.Differentiated;
        _owner = owner;
        if (!retainGraph)
            EndUses();
    }

    /// <summary>Keeps the gradient of a node, for the user to read.</summary>
    internal void RetainGradient(Tensor<T> tensor)
    {
        ref var node = ref NodeOf(tensor);
        Admit();
        CheckHasGradient(in node);
        // Those of variables and parameters are kept anyway.
        if (node.Kind != null)
            ExtraOf(ref node).Retains = true;
    }

    /// <summary>Adds a hook to a node.</summary>
    internal void AddHook(Tensor<T> tensor, GradientHook<T> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        ref var node = ref NodeOf(tensor);
        Admit();
        CheckHasGradient(in node);
        ExtraOf(ref node).Hook += hook;
    }

    /// <summary>The gradient of a node as the user sees it.</summary>
    internal ReadOnlySpan<T> GradientOf(Tensor<T> tensor)
    {
        ref var node = ref NodeOf(tensor);
        if (_state == TapeState.Failed)
            ThrowClosed();
        if (node.IsParameter)
            return _uses[node.Use - 1].Parameter.Gradient;
        bool isInput = node.Kind == null;
        if (node.Extra != 0 && (isInput || _extras[node.Extra - 1].Retains))
            return Span(_extras[node.Extra - 1].Total, node.Shape.FlattenedLength);
        if (node.GradientDropped)
            throw new InvalidOperationException(
                $"The gradient of {Title(in node)} was not kept, for its memory is used again. "
                + "Call RetainGradient on the tensor before the backward pass.");
        return isInput ? Span(node.Gradient, node.Shape.FlattenedLength) : default;

        static ReadOnlySpan<T> Span(T* start, int length) => start == null ? default : new ReadOnlySpan<T>(start, length);
    }

    /// <summary>Where the gradient of a node is written, or added if <paramref name="accumulate"/> is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* GradientOf(ref Node<T> node, out bool accumulate)
    {
        T* gradient = node.Gradient;
        accumulate = gradient != null;
        if (accumulate)
            return gradient;
        // A hook is to see what this pass adds, so that goes elsewhere first.
        if (node.Use != 0 && node.Extra == 0 && node.IsParameter)
            return BeginGradient(_uses[node.Use - 1].Parameter, out accumulate);
        gradient = _arena.Allocate(node.Shape.FlattenedLength).Pointer;
        node.Gradient = gradient;
        return gradient;
    }

    /// <summary>Takes memory during the backward pass.</summary>
    internal Span<T> AllocateScratch(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return _arena.Allocate(length).Span;
    }

    // What a node read stands before it, so one sweep down reaches every node after all that use it.
    private void Sweep(int last, CancellationToken cancellationToken)
    {
        bool canBeCanceled = cancellationToken.CanBeCanceled;
        var nodes = _nodes;
        for (int i = last; i >= 0; i--)
        {
            ref var node = ref nodes[i];
            if (node.Gradient == null)
                continue;
            if (node.Extra != 0)
                Complete(ref node);
            if (node.Backward == null)
                continue;
            if (canBeCanceled)
                cancellationToken.ThrowIfCancellationRequested();
            node.Backward(new BackwardContext<T>(this, ref node));
            if (DetectsAnomalies)
                CheckGradients(i);
            T* gradient = node.Gradient;
            node.Gradient = null;
            node.GradientDropped = true;
            // Null if it became that of an input.
            if (gradient != null && (node.Extra == 0 || _extras[node.Extra - 1].Total != gradient))
                _arena.Free(gradient, node.Shape.FlattenedLength);
        }
    }

    private void Seed(ref Node<T> node, ReadOnlySpan<T> seed)
    {
        Span<T> gradient = new(GradientOf(ref node, out bool accumulate), node.Shape.FlattenedLength);
        if (!seed.IsEmpty)
            Axpy.Run(T.One, seed, gradient, accumulate);
        else if (!accumulate && gradient.Length == 1)
            gradient[0] = T.One;
        else
            Fill.Run(T.One, gradient, accumulate);
    }

    // The gradient of a node with a hook, or one to be kept, is complete.
    private void Complete(ref Node<T> node)
    {
        ref var extra = ref _extras[node.Extra - 1];
        Span<T> gradient = new(node.Gradient, node.Shape.FlattenedLength);
        extra.Hook?.Invoke(gradient);
        if (node.IsParameter)
        {
            Span<T> sum = new(BeginGradient(_uses[node.Use - 1].Parameter, out bool accumulate), gradient.Length);
            Axpy.Run(T.One, gradient, sum, accumulate);
            _arena.Free(node.Gradient, gradient.Length);
            node.Gradient = null;
        }
        else if (extra.Retains || node.Kind == null)
        {
            if (extra.Total == null)
                extra.Total = node.Gradient;
            else
                Axpy.Run(T.One, gradient, new Span<T>(extra.Total, gradient.Length), true);
            if (node.Kind == null)
                node.Gradient = null;
        }
    }

    private T* BeginGradient(Parameter<T> parameter, out bool accumulate)
    {
        T* gradient = parameter.GradientPointer;
        accumulate = !parameter.GradientIsZero;
        if (!accumulate)
        {
            NoteBegun(parameter);
            parameter.GradientIsZero = false;
        }
        return gradient;
    }

    // A tape within another may succeed, and the other still fail.
    private void NoteBegun(Parameter<T> parameter)
    {
        if (_begunCount == _begun.Length)
            Array.Resize(ref _begun, 2 * _begunCount);
        _begun[_begunCount++] = parameter;
        _outer?.NoteBegun(parameter);
    }

    private void Fail()
    {
        _state = TapeState.Failed;
        for (int i = 0; i < _begunCount; i++)
            _begun[i].GradientIsZero = true;
    }

    private ref NodeExtra<T> ExtraOf(ref Node<T> node)
    {
        if (node.Extra == 0)
        {
            if (_extraCount == _extras.Length)
                Array.Resize(ref _extras, Math.Max(4, 2 * _extraCount));
            _extras[_extraCount++] = new NodeExtra<T> { Total = node.Gradient };
            node.Extra = _extraCount;
            node.Gradient = null;
        }
        return ref _extras[node.Extra - 1];
    }

    private void ForgetExtras()
    {
        if (_extraCount > 0)
            Array.Clear(_extras, 0, _extraCount);
        _extraCount = 0;
    }

    private static void CheckHasGradient(in Node<T> node)
    {
        if (!node.RequiresGradient)
            throw new InvalidOperationException(
                $"{Title(in node)} depends on no variable or parameter; it gets no gradient.");
    }

    private static void CheckRoot(ref Node<T> node, ReadOnlySpan<T> seed)
    {
        if (!node.RequiresGradient)
            throw new InvalidOperationException(
                $"The root {node.Shape} depends on no variable or parameter; there is nothing to differentiate.");
        // The seed of an empty root is empty too: there is nothing to propagate, and that is no error.
        if (seed.IsEmpty && node.Shape.FlattenedLength > 1)
            throw new InvalidOperationException(
                $"The root has shape {node.Shape}; only a scalar has a gradient by itself. Reduce it, or give a seed.");
        if (!seed.IsEmpty && seed.Length != node.Shape.FlattenedLength)
            throw new ArgumentException(
                $"seed has {seed.Length} elements; the root has shape {node.Shape}.", nameof(seed));
    }

    private static string Title(in Node<T> node) => $"{OperationName.Of(in node)} {node.Shape}";
}
