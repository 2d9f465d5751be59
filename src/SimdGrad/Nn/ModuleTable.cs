using System.Globalization;
using System.Numerics;
using System.Text;

namespace SimdGrad.Nn;

/// <summary>The text of <see cref="Module{T}.Describe"/>.</summary>
internal static class ModuleTable
{
    /// <summary>A line for each module, in the order of declaration, and one of sums.</summary>
    public static string Of<T>(Module<T> module) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<(string Name, string Kind, string Shapes, long Count)> rows = [];
        long buffered = 0;
        Add(module, "", 0);
        int name = rows.Max(r => r.Name.Length), kind = rows.Max(r => r.Kind.Length), shapes = rows.Max(r => r.Shapes.Length);
        long count = rows.Sum(r => r.Count);
        int digits = Math.Max(count, 1).ToString("N0", CultureInfo.InvariantCulture).Length;
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            string number = row.Count == 0 ? "" : row.Count.ToString("N0", CultureInfo.InvariantCulture);
            string line = $"{row.Name.PadRight(name)}  {row.Kind.PadRight(kind)}  {row.Shapes.PadRight(shapes)}  "
                + number.PadLeft(digits);
            text.Append(line.TrimEnd()).Append('\n');
        }
        text.Append(CultureInfo.InvariantCulture, $"{count:N0} parameters");
        if (buffered > 0)
            text.Append(CultureInfo.InvariantCulture, $", {buffered:N0} elements of buffers");
        return text.Append('\n').ToString();

        void Add(Module<T> part, string path, int depth)
        {
            var declarations = new ParameterDeclarations<T>();
            part.Declare(declarations, "");
            var buffers = declarations.Buffers.ToList();
            string list = string.Join(", ", declarations.Parameters.Select(p => $"{p.Name} {p.Shape}"));
            if (buffers.Count > 0)
                list += $"{(list.Length > 0 ? " " : "")}({string.Join(", ", buffers.Select(b => $"{b.Name} {b.Shape}"))})";
            buffered += buffers.Sum(b => (long)b.Shape.FlattenedLength);
            rows.Add((
                path, new string(' ', 2 * depth) + part, list, declarations.Parameters.Sum(p => (long)p.Shape.FlattenedLength)));
            foreach (var (child, inner) in part.Children)
                Add(inner, path.Length == 0 ? child : $"{path}.{child}", depth + 1);
        }
    }
}
