namespace SimdGrad;

/// <summary>What a tape is at.</summary>
internal enum TapeState
{
    /// <summary>Operations are recorded.</summary>
    Recording,

    /// <summary>A backward pass is under way.</summary>
    Differentiating,

    /// <summary>A backward pass has run and used the graph up; more may be recorded, but not differentiated.</summary>
    Differentiated,

    /// <summary>A backward pass failed; only a reset helps.</summary>
    Failed,

    /// <summary>The tape is that of a replay, whose recording has ended.</summary>
    Replaying,

    /// <summary>The tape is disposed.</summary>
    Disposed,
}
