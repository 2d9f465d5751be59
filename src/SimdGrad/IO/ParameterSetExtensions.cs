using System.Numerics;

namespace SimdGrad.IO;

/// <summary>Weights in files.</summary>
public static class ParameterSetExtensions
{
    // Tools for PyTorch's files write and expect the value "pt".
    private const string FormatKey = "format";

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
            var writer = new SafetensorsWriter().AddMetadata(FormatKey, FormatOf(layout));
            Weights(parameters, layout).AddTo(writer);
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
        /// lists what is missing, different or unexpected.
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
            if (file.Metadata.GetValueOrDefault(FormatKey) == FormatOf(other))
                throw new SafetensorsException($"{file.Name} is in the layout {other}, and was to be read in layout {layout}.");
            Weights(parameters, layout).Load(file, exact: false);
        }
    }

    private static TensorSlots<T> Weights<T>(ParameterSet<T> parameters, WeightLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var slots = new TensorSlots<T>();
        foreach (var parameter in parameters)
            slots.Add(
                parameter.Name, parameter.Shape, () => parameter.Values, layout == WeightLayout.PyTorch && parameter.InputsFirst);
        return slots;
    }

    private static string FormatOf(WeightLayout layout) => layout == WeightLayout.PyTorch ? "pt" : "simdgrad";
}
