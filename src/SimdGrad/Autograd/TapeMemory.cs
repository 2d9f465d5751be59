namespace SimdGrad;

/// <summary>What a tape keeps in memory, in bytes. Parameters and their gradients are not the tape's.</summary>
/// <param name="Values">The values of all nodes, but for views and parameters.</param>
/// <param name="Saved">What operations keep for their backward pass.</param>
/// <param name="Needed">
/// The least that a step needs at a time, if nothing is kept longer than a backward pass from the last node reads it, and
/// elementwise operations compute their gradients in place.
/// </param>
/// <param name="Used">What is handed out now.</param>
/// <param name="Peak">The most that was handed out at a time since the last reset.</param>
/// <param name="Rented">What the tape has rented from its pool, and keeps until its disposal.</param>
public readonly record struct TapeMemory(long Values, long Saved, long Needed, long Used, long Peak, long Rented);
