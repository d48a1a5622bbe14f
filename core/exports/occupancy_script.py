"""The script in R that loads occupancy matrices, written beside them."""

SCRIPT = """\
# Loads what Undersong exported, for unmarked and spOccupancy. Start R in this folder.
#   source("load.R")
#   frame <- unmarked_frame("Turdus merula"); unmarked::occu(~ effort ~ 1, frame)
#   data <- spoccupancy_data("Turdus merula"); spOccupancy::PGOcc(~ 1, ~ effort, data, ...)
# A day is an occasion. 1: detected, 0: listened and not detected, NA: not listened.
# Where detections were not verified, some of the 1 are false: occu and PGOcc take all for true.

read_table <- function(file) {
  read.csv(file, check.names = FALSE, encoding = "UTF-8", stringsAsFactors = FALSE)
}

read_matrix <- function(file) {
  table <- read_table(file)
  values <- as.matrix(table[, -1, drop = FALSE])
  mode(values) <- "numeric"
  dimnames(values) <- list(table$site, colnames(table)[-1])
  values
}

species <- read_table("species.csv")
effort <- read_matrix("effort.csv")
sites <- read_table("sites.csv")
sites <- sites[match(rownames(effort), sites$site), , drop = FALSE]
rownames(sites) <- sites$site

detections_of <- function(scientific_name) {
  found <- species$file[species$scientific_name == scientific_name]
  if (length(found) == 0) {
    y <- effort
    y[!is.na(y)] <- 0
    return(y)
  }
  read_matrix(found[1])
}

unmarked_frame <- function(scientific_name) {
  unmarked::unmarkedFrameOccu(
    y = detections_of(scientific_name),
    siteCovs = sites[, c("latitude", "longitude")],
    obsCovs = list(effort = effort)
  )
}

spoccupancy_data <- function(scientific_names) {
  matrices <- lapply(scientific_names, detections_of)
  y <- matrices[[1]]
  if (length(matrices) > 1) {
    y <- array(NA_real_, c(length(matrices), dim(effort)),
               c(list(scientific_names), dimnames(effort)))
    for (i in seq_along(matrices)) y[i, , ] <- matrices[[i]]
  }
  list(
    y = y,
    det.covs = list(effort = effort),
    coords = as.matrix(sites[, c("longitude", "latitude")])
  )
}
"""
