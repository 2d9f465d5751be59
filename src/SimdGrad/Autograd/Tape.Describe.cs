using System.Globalization;
using System.Text;

namespace SimdGrad;

// What people read about a tape.
public sealed unsafe partial class Tape<T>
{
    /// <summary>What the tape keeps in memory, and what it would have to.</summary>
    public TapeMemory Memory
    {
        get
        {
            long values = 0, saved = 0;
            for (int i = 0; i < _count; i++)
            {
                values += OwnBytes(i);
                saved += (long)_nodes[i].SavedLength * sizeof(T);
            }
            long used = _arena.UsedBytes, peak = _arena.PeakBytes, rented = _arena.RentedBytes;
            if (_inner is not null)
            {
                var inner = _inner._arena;
                (used, peak, rented) = (used + inner.UsedBytes, peak + inner.PeakBytes, rented + inner.RentedBytes);
            }
            return new TapeMemory(values, saved, NeededBytes(values + saved), used, peak, rented);
        }
    }

    /// <summary>
    /// A table of the nodes: number, operation with the numbers of its inputs, shape and bytes; and of the memory of the whole.
    /// </summary>
    /// <param name="maxNodes">How many nodes are listed, of more the first and last ones.</param>
    public string Describe(int maxNodes = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxNodes);
        var text = new StringBuilder();
        for (int i = 0; i < _count; i++)
        {
            if (_count > maxNodes && i == (maxNodes + 1) / 2)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  ... {_count - maxNodes} more");
                i = _count - maxNodes / 2 - 1;
                continue;
            }
            ref readonly var node = ref _nodes[i];
            string inputs = node.Kind == null ? "" : $"({string.Join(", ", InputsOf(i).Select(input => $"#{input}"))})";
            string saved = node.SavedLength > 0 ? $" and {(long)node.SavedLength * sizeof(T):N0} saved" : "";
            string kind = node.RequiresGradient ? "" : ", no gradient";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"#{i} {NameOf(in node)}{inputs} {node.Shape}, {OwnBytes(i):N0} bytes{saved}{kind}");
        }
        var memory = Memory;
        double ratio = memory.Needed > 0 ? (double)memory.Peak / memory.Needed : 1;
        text.AppendLine(
            CultureInfo.InvariantCulture, $"{_count} nodes: values {memory.Values:N0} bytes, saved {memory.Saved:N0}.");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"In use {memory.Used:N0} of {memory.Rented:N0} bytes rented; at the peak {memory.Peak:N0}, "
            + $"{ratio:F2} times what a step needs.");
        return text.ToString();
    }

    /// <summary>The graph in the language of Graphviz: <c>dot -Tsvg</c> draws it.</summary>
    public string ToGraphviz()
    {
        var text = new StringBuilder("digraph tape {\n  rankdir=LR; node [shape=box, fontname=\"sans-serif\"];\n");
        for (int i = 0; i < _count; i++)
        {
            ref readonly var node = ref _nodes[i];
            string style = node.Kind != null ? "" : node.RequiresGradient ? ", style=filled" : ", style=dashed";
            string label = $"{NameOf(in node)}\\n{node.Shape}".Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"  n{i} [label=\"{label}\"{style}];\n");
            foreach (int input in InputsOf(i))
                text.Append(CultureInfo.InvariantCulture, $"  n{input} -> n{i};\n");
        }
        return text.Append("}\n").ToString();
    }

    private IEnumerable<int> InputsOf(int index)
    {
        var (input0, input1, input2) = (_nodes[index].Input0, _nodes[index].Input1, _nodes[index].Input2);
        return _nodes[index].Kind == null ? [] : ((int[])[input0, input1, input2]).Where(input => input >= 0);
    }

    // The bytes of a node's value; 0 if they are those of another, or of a parameter.
    private long OwnBytes(int index)
    {
        ref readonly var node = ref _nodes[index];
        if (node.Use != 0 || node.Value == null)
            return 0;
        long bytes = (long)node.Shape.FlattenedLength * sizeof(T);
        foreach (int input in InputsOf(index))
        {
            byte* start = (byte*)_nodes[input].Value;
            if ((byte*)node.Value >= start && (byte*)node.Value < start + (long)_nodes[input].Shape.FlattenedLength * sizeof(T))
                return 0;
        }
        return bytes;
    }

    // Goes through the pass from the last node as the sweep does, counting what is alive.
    private long NeededBytes(long recorded)
    {
        long most = recorded, alive = recorded, gradients = 0;
        bool[] reached = new bool[_count];
        for (int i = _count - 1; i >= 0; i--)
        {
            ref readonly var node = ref _nodes[i];
            long own = (long)node.Shape.FlattenedLength * sizeof(T), saved = (long)node.SavedLength * sizeof(T);
            if (i == _count - 1 && node.RequiresGradient)
            {
                reached[i] = true;
                gradients += own;
            }
            if (node.Backward != null && reached[i])
            {
                foreach (int input in InputsOf(i))
                {
                    if (reached[input] || !_nodes[input].RequiresGradient || _nodes[input].IsParameter)
                        continue;
                    reached[input] = true;
                    long bytes = (long)_nodes[input].Shape.FlattenedLength * sizeof(T);
                    if (bytes == own)
                    {
                        // In place of the output's gradient.
                        own = 0;
                        continue;
                    }
                    gradients += bytes;
                    if (bytes == saved)
                    {
                        // What a loss has saved.
                        alive -= saved;
                        saved = 0;
                    }
                }
                most = Math.Max(most, alive + gradients);
                gradients -= own;
                alive -= saved;
            }
            alive -= OwnBytes(i);
        }
        return most;
    }
}
