namespace SimdGrad.Tests.Autograd;

/// <summary>One step of a random graph: an operation, the nodes that it reads, and a choice of its numbers.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Operands">The nodes that it reads: the inputs of the graph and then its steps, counted from 0.</param>
/// <param name="Choice">Which axis, size or number it takes.</param>
internal sealed record GraphStep(GraphOperation Operation, int[] Operands, int Choice);
