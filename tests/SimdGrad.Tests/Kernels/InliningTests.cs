using System.Reflection;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public sealed class InliningTests
{
    // A caller that has become hot takes its callee in, and then runs out of the compiler's budget for inlining in the middle of
    // the loop: the vector operations beyond it stay calls. That made tanh 25 times slower after a tenth of a second of use.
    [Fact]
    public void No_caller_takes_in_a_loop_that_is_compiled_with_full_optimization()
    {
        const BindingFlags All =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
            | BindingFlags.Public | BindingFlags.NonPublic;
        var loops = typeof(Tape<>).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .ToList();
        Assert.NotEmpty(loops);
        Assert.All(loops, method => Assert.True(
            method.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining), $"{method.DeclaringType}.{method.Name}"));
    }
}
