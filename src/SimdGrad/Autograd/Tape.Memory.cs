namespace SimdGrad;

// Memory that is given back before the reset, or shared.
public sealed unsafe partial class Tape<T>
{
    /// <summary>Puts the values of a tensor on the tape again, in the same memory, as something that needs no gradient.</summary>
    internal Tensor<T> Detach(Tensor<T> tensor)
    {
        using (NoGrad())
            return RecordView(NodeOf(tensor).Shape, tensor, 0, default(Detached));
    }

    /// <summary>Takes the memory of a result back that nothing will read any more.</summary>
    internal void Release(Tensor<T> tensor)
    {
        ref var node = ref NodeOf(tensor);
        Admit();
        if (node.RequiresGradient)
            throw new InvalidOperationException(
                $"{Title(in node)} is part of a graph that may be differentiated; only what needs no gradient can be released.");
        // A replay computes it again.
        if (Recorder is not null)
            return;
        if (node.Use == 0 && node.Value != null && !IsShared(tensor.Index))
            _arena.Free(node.Value, node.Shape.FlattenedLength);
        node.Value = null;
    }

    // Whether another node's values are in the memory of a node's; not looked for where it is too small to be used again.
    private bool IsShared(int index)
    {
        byte* start = (byte*)_nodes[index].Value;
        byte* end = start + (long)_nodes[index].Shape.FlattenedLength * sizeof(T);
        if (end - start < FreeRanges.SmallestBytes)
            return true;
        for (int i = 0; i < _count; i++)
        {
            byte* other = (byte*)_nodes[i].Value;
            if (i != index && other != null && other < end && other + (long)_nodes[i].Shape.FlattenedLength * sizeof(T) > start)
                return true;
        }
        return false;
    }
}
