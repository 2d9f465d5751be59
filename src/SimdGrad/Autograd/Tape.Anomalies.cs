using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

// The search for what first makes a NaN or an infinity.
public sealed unsafe partial class Tape<T>
{
    private RecordSite[] _sites = [];

    /// <summary>
    /// Whether each operation's value, and each gradient that it computes, is searched for NaN and infinity, and the first that
    /// has one while its inputs have not is an <see cref="AnomalyException"/>: it names operation, element and the place in the
    /// program where the operation was recorded. A NaN that an input or a parameter brings is one too, where an operation first
    /// reads it; an infinity there is taken to be meant.
    /// </summary>
    /// <remarks>
    /// To find the place takes microseconds when an operation is recorded first. After a reset it is taken to be the same if the
    /// operation that is recorded in the same order has the same type, shape and inputs.
    /// </remarks>
    public bool DetectsAnomalies { get; set; }

    // Before the node is there: an operation that fails leaves no trace.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckValue(delegate*<OperationKind<T>> kind, TapeBuffer<T> value, in Shape shape, int i0, int i1, int i2)
    {
        NoteSite(kind, in shape, i0, i1, i2);
        if (Finite.All<T>(value.Span))
            return;
        bool hasNaN = HasNaN(value.Span, out int element);
        foreach (int input in (ReadOnlySpan<int>)[i0, i1, i2])
        {
            if (input < 0)
                continue;
            ref readonly var node = ref _nodes[input];
            if (hasNaN ? !HasNaN(node.Values, out int first) : Finite.All(node.Values, out first))
                continue;
            if (hasNaN && node.Kind == null)
                Throw(
                    NameOf(in node), first, SiteOf(_count),
                    $"{DescribeInput(in node)} has {Text(node.Values[first])} at element {first}; "
                    + $"{OperationName.Of(kind().Type)} reads it");
            // It was there before, and was let pass.
            return;
        }
        if (!hasNaN)
            Finite.All(value.Span, out element);
        Throw(
            OperationName.Of(kind().Type), element, SiteOf(_count),
            $"{OperationName.Of(kind().Type)}{DescribeInputs(i0, i1, i2)} made {Text(value.Span[element])} at element {element} "
            + $"of its value {shape}");
    }

    // After the backward pass of an operation: the gradients that it has written.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckGradients(int index)
    {
        ref readonly var node = ref _nodes[index];
        foreach (int number in (ReadOnlySpan<int>)[node.Input0, node.Input1, node.Input2])
        {
            if (number < 0 || !_nodes[number].RequiresGradient)
                continue;
            ref readonly var input = ref _nodes[number];
            T* start = input.Gradient == null && input.IsParameter && !_uses[input.Use - 1].Parameter.GradientIsZero
                ? _uses[input.Use - 1].Parameter.GradientPointer
                : input.Gradient;
            if (start == null)
                continue;
            ReadOnlySpan<T> gradient = new(start, input.Shape.FlattenedLength);
            if (!Finite.All(gradient, out int element))
                Throw(
                    OperationName.Of(in node), element, SiteOf(index),
                    $"The backward pass of {OperationName.Of(in node)} {node.Shape} made {Text(gradient[element])} at element "
                    + $"{element} of the gradient of {DescribeInput(in input)}");
        }
    }

    private static bool HasNaN(ReadOnlySpan<T> values, out int element)
    {
        element = 0;
        while (element < values.Length && !T.IsNaN(values[element]))
            element++;
        return element < values.Length;
    }

    private string DescribeInputs(int i0, int i1, int i2)
    {
        string text = string.Join(
            ", ", new[] { i0, i1, i2 }.Where(index => index >= 0).Select(index => DescribeInput(in _nodes[index])));
        return $"({text})";
    }

    private string DescribeInput(in Node<T> node) => $"{NameOf(in node)} {node.Shape}";

    /// <summary>What is told of a node: a parameter's name, or the operation's.</summary>
    private string NameOf(in Node<T> node) =>
        node.IsParameter ? $"Parameter '{_uses[node.Use - 1].Parameter.Name}'" : OperationName.Of(in node);

    private static string Text(T value) => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);

    [DoesNotReturn]
    private static void Throw(string operation, int element, string location, string message) =>
        throw new AnomalyException($"{message}. It was recorded {location}.", operation, element, location);

    private string SiteOf(int index) => index < _sites.Length && _sites[index].Text is string text ? text : "at a place unknown";

    // Finding a place takes much longer than most operations, so that of the same operation before the reset is kept.
    private void NoteSite(delegate*<OperationKind<T>> kind, in Shape shape, int i0, int i1, int i2)
    {
        if (_count >= _sites.Length)
            Array.Resize(ref _sites, Math.Max(64, 2 * _count));
        ref var site = ref _sites[_count];
        if (site.Text is not null && site.Kind == (nint)kind && site.Inputs == (i0, i1, i2) && site.Shape == shape)
            return;
        site = new RecordSite { Kind = (nint)kind, Inputs = (i0, i1, i2), Shape = shape, Text = FindSite() };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string FindSite()
    {
        string? library = typeof(Tape<>).Assembly.GetName().Name;
        foreach (var frame in new StackTrace(1, fNeedFileInfo: true).GetFrames())
        {
            var method = DiagnosticMethodInfo.Create(frame);
            if (method is null || method.DeclaringAssemblyName.Split(',')[0] == library)
                continue;
            string file = frame.GetFileName() is string path ? $", {path}:{frame.GetFileLineNumber()}" : "";
            return $"in {method.DeclaringTypeName}.{method.Name}{file}";
        }
        return "at a place unknown";
    }

    private struct RecordSite
    {
        public nint Kind;
        public (int, int, int) Inputs;
        public Shape Shape;
        public string? Text;
    }
}
