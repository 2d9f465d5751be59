using Xunit;

namespace SimdGrad.Tests;

/// <summary>
/// Tests that set or measure what the process shares: the number of threads, the shared buffer pool, the thread pool. They
/// run after all others, one at a time.
/// </summary>
[CollectionDefinition(nameof(Serial), DisableParallelization = true)]
public sealed class Serial;
