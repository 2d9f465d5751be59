using SimdGrad.IO;
using SimdGrad.Nn;
using SimdGrad.Tests.Docs;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class WeightFileTests
{
    [Theory]
    [InlineData(WeightLayout.SimdGrad)]
    [InlineData(WeightLayout.PyTorch)]
    public void Weights_are_saved_and_loaded_by_name_to_the_bit(WeightLayout layout)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using var saved = Network().Initialize(seed: 1);
        using var loaded = Network().Initialize(seed: 2);
        Assert.NotEqual(saved.Values.ToArray(), loaded.Values.ToArray());
        saved.SaveWeights(path, layout);
        loaded.LoadWeights(path, layout);
        Assert.Equal(saved.Values.ToArray(), loaded.Values.ToArray());
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Pytorchs_layout_has_its_names_and_its_matrices()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using var parameters = Network().Initialize(seed: 1);
        parameters.SaveWeights(path, WeightLayout.PyTorch);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(
            ["0.weight F32 [5, 3]", "0.bias F32 [5]", "2.weight F32 [2, 5]", "2.bias F32 [2]"],
            file.Entries.Select(e => $"{e.Name} {e.Type.SafetensorsName()} {e.Shape}"));
        float[] weight = file.Read<float>("0.weight");
        for (int input = 0; input < 3; input++)
            for (int output = 0; output < 5; output++)
                Assert.Equal(parameters["0.weight"].Values[input * 5 + output], weight[output * 3 + input]);
        Assert.Equal(parameters["2.bias"].Values.ToArray(), file.Read<float>("2.bias"));
    }

    [Fact]
    public void A_file_of_doubles_or_halves_becomes_floats()
    {
        using var parameters = new ParameterSet<float>(("a", [2]), ("b", [1]));
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Written(new SafetensorsWriter()
            .Add<double>("a", [2], new[] { 0.1, -3 }).Add<Half>("b", [1], new[] { (Half)0.1 })));
        parameters.LoadWeights(file);
        Assert.Equal([0.1f, -3], parameters["a"].Values.ToArray());
        Assert.Equal([(float)(Half)0.1], parameters["b"].Values.ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_listed_and_the_parameters_stay()
    {
        using var parameters = Network().Initialize(seed: 1);
        float[] before = parameters.Values.ToArray();
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Written(new SafetensorsWriter()
            .Add<float>("0.weight", [5, 3], new float[15])
            .Add<float>("0.bias", [5], new float[5])
            .Add<float>("2.weight", [5, 2], new float[10])
            .Add<float>("3.bias", [2], new float[2])));
        string message = Assert.Throws<SafetensorsException>(() => parameters.LoadWeights(file)).Message;
        Assert.Equal(
            "made does not fit. Missing: '2.bias'. Different: '0.weight' F32 [5, 3] instead of [3, 5]. "
            + "Unexpected: '3.bias'.",
            message);
        Assert.Equal(before, parameters.Values.ToArray());
    }

    [Fact]
    public void Long_lists_are_cut()
    {
        using var parameters = new ParameterSet<float>([.. Enumerable.Range(0, 15).Select(i => ($"p{i}", new Shape(1)))]);
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Of("{}"));
        Assert.EndsWith("'p9' and 5 more.", Assert.Throws<SafetensorsException>(() => parameters.LoadWeights(file)).Message);
    }

    [Fact]
    public void A_file_that_names_another_layout_is_an_error()
    {
        // Square: nothing but the metadata tells that it would be turned.
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using var parameters = new Linear<float>(4, 4).Initialize(seed: 1);
        float[] before = parameters.Values.ToArray();
        foreach (var (written, read) in new[]
            { (WeightLayout.PyTorch, WeightLayout.SimdGrad), (WeightLayout.SimdGrad, WeightLayout.PyTorch) })
        {
            parameters.SaveWeights(path, written);
            var error = Assert.Throws<SafetensorsException>(() => parameters.LoadWeights(path, read));
            Assert.Contains($"is in the layout {written}, and was to be read in layout {read}", error.Message);
            Assert.Equal(before, parameters.Values.ToArray());
        }
    }

    [Fact]
    public void A_file_that_is_damaged_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using var parameters = Network().Initialize(seed: 1);
        parameters.SaveWeights(path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        float[] before = parameters.Values.ToArray();
        Assert.Throws<SafetensorsException>(() => parameters.LoadWeights(path));
        Assert.Equal(before, parameters.Values.ToArray());
        Assert.Throws<FileNotFoundException>(() => parameters.LoadWeights(folder.File("none")));
    }

    private static Sequential<float> Network() =>
        new(new Linear<float>(3, 5), new Activation<float, Relu>(), new Linear<float>(5, 2));
}
