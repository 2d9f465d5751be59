using System.Runtime.InteropServices;
using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>That a guarded buffer guards: a kernel that reads or writes one element too many ends its process.</summary>
[Trait(ProgramRun.TraitName, ProgramRun.TraitValue)]
public class GuardedBufferTests
{
    [Theory]
    [InlineData(nameof(Child_stays_inside), true)]
    [InlineData(nameof(Child_writes_past_the_end), false)]
    [InlineData(nameof(Child_reads_past_the_end), false)]
    [InlineData(nameof(Child_writes_before_the_start), false)]
    public void Only_a_process_that_stays_inside_survives(string child, bool survives)
    {
        var run = ProgramRun.Of(
            typeof(GuardedBufferTests).Assembly.Location, AppContext.BaseDirectory,
            ["-explicit", "only", "-method", $"{typeof(GuardedBufferTests).FullName}.{child}", "-noColor"]);
        string text = run.Output + run.Error;
        if (survives)
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("Total: 1, Errors: 0, Failed: 0", text, StringComparison.Ordinal);
        }
        else
        {
            // 128 + SIGABRT or SIGSEGV: the runtime's own answer to a forbidden access is to abort.
            Assert.Contains(run.ExitCode, (int[])[134, 139]);
            Assert.Contains(child, text, StringComparison.Ordinal);
        }
    }

    [Fact(Explicit = true)]
    public void Child_stays_inside()
    {
        using GuardedBuffer<float> x = new(17), y = new(17);
        Map.Forward<Relu, float>(x.Take(17, atEnd: true), y.Take(17, atEnd: true));
        Map.Forward<Relu, float>(x.Take(17, atEnd: false), y.Take(17, atEnd: false));
    }

    [Fact(Explicit = true)]
    public void Child_writes_past_the_end()
    {
        using GuardedBuffer<float> y = new(17);
        var tooLong = MemoryMarshal.CreateSpan(ref y.Take(17, atEnd: true)[0], 18);
        Map.Forward<Relu, float>(new float[18], tooLong);
    }

    [Fact(Explicit = true)]
    public void Child_reads_past_the_end()
    {
        using GuardedBuffer<float> x = new(17);
        var tooLong = MemoryMarshal.CreateSpan(ref x.Take(17, atEnd: true)[0], 18);
        Map.Forward<Relu, float>(tooLong, new float[18]);
    }

    [Fact(Explicit = true)]
    public unsafe void Child_writes_before_the_start()
    {
        using GuardedBuffer<float> y = new(17);
        fixed (float* first = y.Take(17, atEnd: false))
            Map.Forward<Relu, float>(new float[18], new Span<float>(first - 1, 18));
    }
}
