using System.Numerics;
using SimdGrad.Memory;

namespace SimdGrad.IO;

/// <summary>Weights in files.</summary>
public static class ParameterSetExtensions
{
    private const int MostListed = 10;

    extension<T>(ParameterSet<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Writes the values of all parameters, by name, to a safetensors file. Until all is on the disk, what was there before
        /// stays.
        /// </summary>
        /// <param name="path">The path of the file.</param>
        /// <param name="layout">How the file is to keep matrices of linear layers.</param>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void SaveWeights(string path, WeightLayout layout = WeightLayout.SimdGrad)
        {
            var writer = new SafetensorsWriter().AddMetadata(WeightLayouts.MetadataKey, layout.MetadataValue());
            foreach (var parameter in parameters)
                writer.Add(parameter, layout);
            writer.Save(path);
        }

        /// <summary>
        /// Reads the values of all parameters, by name, from a safetensors file of any real type; each becomes the nearest
        /// <typeparamref name="T"/>. If it fails, the parameters are as they were.
        /// </summary>
        /// <param name="path">The path of the file.</param>
        /// <param name="layout">How the file keeps matrices of linear layers.</param>
        /// <exception cref="SafetensorsException">
        /// The file is not valid, says that it has another layout, or has not just the parameters in their shapes; the message
        /// lists what is missing, unexpected or of another shape.
        /// </exception>
        /// <exception cref="IOException">The file is not found or cannot be read.</exception>
        public void LoadWeights(string path, WeightLayout layout = WeightLayout.SimdGrad)
        {
            using var file = SafetensorsFile.Open(path);
            parameters.LoadWeights(file, layout);
        }

        /// <summary>Reads the values of all parameters from an open file.</summary>
        /// <param name="file">The file, which stays open.</param>
        /// <param name="layout">How the file keeps matrices of linear layers.</param>
        /// <exception cref="SafetensorsException">As above.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public void LoadWeights(SafetensorsFile file, WeightLayout layout = WeightLayout.SimdGrad)
        {
            ArgumentNullException.ThrowIfNull(file);
            var other = layout == WeightLayout.SimdGrad ? WeightLayout.PyTorch : WeightLayout.SimdGrad;
            if (file.Metadata.GetValueOrDefault(WeightLayouts.MetadataKey) == other.MetadataValue())
                throw new SafetensorsException($"{file.Name} is in the layout {other}, and was to be read in layout {layout}.");
            ThrowUnlessSame(file, parameters, layout);
            using var values = BufferPool.Shared.Rent<T>(parameters.Values.Length);
            ReadValues(file, "", parameters, layout, values.Span);
            values.Span.CopyTo(parameters.Values);
        }
    }

    /// <summary>Reads all parameters, which the file has in their shapes, into memory laid out as the set's.</summary>
    internal static void ReadValues<T>(
        SafetensorsFile file, string prefix, ParameterSet<T> parameters, WeightLayout layout, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        values.Clear();
        foreach (var parameter in parameters)
        {
            var target = values.Slice(parameter.Begin, parameter.Shape.Length);
            if (!layout.Transposes(parameter))
            {
                file.Read(prefix + parameter.Name, target);
                continue;
            }
            int rows = parameter.Shape[0], columns = parameter.Shape[1];
            var transposed = file.Read<T>(prefix + parameter.Name);
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                    target[row * columns + column] = transposed[column * rows + row];
        }
    }

    private static void ThrowUnlessSame<T>(SafetensorsFile file, ParameterSet<T> parameters, WeightLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<string> missing = [], misshaped = [];
        var unexpected = file.Entries.Select(entry => entry.Name).ToHashSet();
        foreach (var parameter in parameters)
        {
            Shape shape = layout.Transposes(parameter) ? [parameter.Shape[1], parameter.Shape[0]] : parameter.Shape;
            if (!unexpected.Remove(parameter.Name))
                missing.Add(SafetensorsHeader.Quote(parameter.Name));
            else if (file[parameter.Name].Shape != shape)
                misshaped.Add($"{file[parameter.Name]} instead of {shape}");
        }
        if (missing.Count + misshaped.Count + unexpected.Count > 0)
            throw new SafetensorsException(
                $"{file.Name} does not fit the parameters.{Listed(" Missing: ", missing)}"
                + Listed(" Of another shape: ", misshaped)
                + Listed(" Unexpected: ", [.. unexpected.Select(SafetensorsHeader.Quote)]));
    }

    private static string Listed(string title, List<string> names)
    {
        if (names.Count == 0)
            return "";
        string more = names.Count > MostListed ? $" and {names.Count - MostListed} more" : "";
        return $"{title}{string.Join(", ", names.Take(MostListed))}{more}.";
    }
}
