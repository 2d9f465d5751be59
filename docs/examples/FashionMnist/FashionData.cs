using SimdGrad.Data;
using SimdGrad.IO;

namespace FashionMnist;

/// <summary>
/// Reads Fashion-MNIST: 60,000 images of clothes to learn from and 10,000 to test with, 28 x 28 pixels, 10 classes.
/// </summary>
internal static class FashionData
{
    /// <summary>The pixels of an image.</summary>
    public const int Pixels = 784;

    /// <summary>Where Debian's package dataset-fashion-mnist puts the files.</summary>
    public const string DefaultFolder = "/usr/share/datasets/fashion-mnist";

    // Mean and deviation of the training pixels, between 0 and 1.
    private const float Mean = 0.2860f, Deviation = 0.3530f;

    /// <summary>
    /// Reads the images to learn from, or those to test with, and scales their pixels to mean 0 and deviation 1.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ArrayFileException">A file is not in the format IDX.</exception>
    public static Dataset<float> Read(string folder, bool training)
    {
        string name = training ? "train" : "t10k";
        byte[] pixels = Idx.Read(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz")).ToArray<byte>();
        byte[] labels = Idx.Read(Path.Combine(folder, $"{name}-labels-idx1-ubyte.gz")).ToArray<byte>();
        return new(
            Array.ConvertAll(pixels, pixel => (pixel / 255f - Mean) / Deviation), Pixels, Array.ConvertAll(labels, l => (int)l));
    }
}
