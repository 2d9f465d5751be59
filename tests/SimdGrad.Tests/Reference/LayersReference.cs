using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Batch norm, pooling and dropout.</summary>
internal readonly struct LayersReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var layout in ReferenceResults<T>.Layouts)
        {
            int channels = layout.Length;
            string shape = $"{layout}";
            T[] x = Inputs.Moderate<T>(layout.Elements, 1), dy = Inputs.Moderate<T>(layout.Elements, 2), y = new T[x.Length];
            T[] weight = Inputs.Moderate<T>(channels, 3), means = new T[channels], variances = new T[channels];
            T[] inverses = new T[channels], dbias = new T[channels], dweight = new T[channels];
            BatchNorms.Statistics<T>(x, layout, means, variances);
            results.Add("BatchNorms.Statistics", shape, [.. means, .. variances]);
            BatchNorms.Forward<T>(x, layout, means, variances, weight, weight, T.One, y, inverses);
            results.Add("BatchNorms.Forward", shape, [.. y, .. inverses]);
            BatchNorms.BackwardWeight<T>(x, layout, dy, means, inverses, dbias, dweight);
            results.Add("BatchNorms.BackwardWeight", shape, [.. dbias, .. dweight]);
            BatchNorms.Backward<T>(x, layout, dy, weight, means, inverses, dbias, dweight, y);
            results.Add("BatchNorms.Backward", shape, y);
        }
        foreach (var layout in (WindowLayout[])[new((7, 35), 2, 2, 0, 1), new((9, 20), (3, 5), (2, 1), 1, 1)])
        {
            string shape = $"{layout.Input} in windows of {layout.Kernel}";
            T[] x = Inputs.Moderate<T>(3 * layout.Input.Area, 1), y = new T[3 * layout.Output.Area];
            Pooling.Max<T>(x, layout, y);
            results.Add("Pooling.Max", shape, y);
            var dx = new T[x.Length];
            Pooling.MaxBackward<T>(x, y, y, layout, dx);
            results.Add("Pooling.MaxBackward", shape, dx);
            Pooling.Mean<T>(Inputs.Moderate<T>(x.Length, 2), layout, false, y);
            results.Add("Pooling.Mean", shape, y);
            Pooling.MeanBackward<T>(y, layout, true, x);
            results.Add("Pooling.MeanBackward", shape, x);
        }
        foreach (var layout in (ConvolutionLayout[])
            [
                new(2, 4, 6, 2, new((9, 20), (3, 4), (2, 1), 1, (1, 2))), new(11, 3, 5, 1, new((40, 41), 5, 1, 2, 1)),
                new(2, 30, 7, 1, new((5, 13), 1, 1, 0, 1)),
            ])
        {
            string shape = $"{layout.Images}x{layout.Inputs}x{layout.Window.Input} to {layout.Outputs}x{layout.Window.Output}";
            T[] x = Inputs.Moderate<T>(layout.InputLength, 1), y = new T[layout.OutputLength], dbias = new T[layout.Outputs];
            T[] weight = Inputs.Moderate<T>(layout.WeightLength, 2), dweight = new T[weight.Length], dx = new T[x.Length];
            Convolution.Forward<T>(x, weight, Inputs.Moderate<T>(layout.Outputs, 3), layout, y);
            results.Add("Convolution.Forward", shape, y);
            Convolution.BackwardInput<T>(y, weight, layout, dx);
            results.Add("Convolution.BackwardInput", shape, dx);
            Convolution.BackwardWeight<T>(x, y, layout, dweight);
            results.Add("Convolution.BackwardWeight", shape, dweight);
            Convolution.BackwardBias<T>(y, layout, dbias);
            results.Add("Convolution.BackwardBias", shape, dbias);
        }
        foreach (int n in ReferenceResults<T>.Lengths)
        {
            var mask = new T[n];
            DropoutMask.Fill<T>(7, 9, 0.3, mask);
            results.Add("DropoutMask.Fill", $"{n}", mask);
        }
    }
}
